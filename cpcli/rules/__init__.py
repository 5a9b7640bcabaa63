"""Pure evaluators: facts in, results with their reasons out."""
