"""From a result to text: table, json, jsonl, csv, ics. Pure functions; only `emit` writes."""
