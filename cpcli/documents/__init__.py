"""Documents, each for one reader: a small tree of headings, paragraphs, lists and tables, and one writer per format."""
