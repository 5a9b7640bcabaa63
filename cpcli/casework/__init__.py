"""Values: events, children, packs, clauses and results. No disk, no clock, no terminal."""
