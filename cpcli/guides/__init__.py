"""Walking a person through questions. The only room that asks."""
