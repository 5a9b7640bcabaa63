"""Case, results and reader in; a document for that one reader out."""
