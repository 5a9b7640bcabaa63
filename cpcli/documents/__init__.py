"""Documents, each for one reader: what they may see, and the proof that a finished file holds nothing else."""
