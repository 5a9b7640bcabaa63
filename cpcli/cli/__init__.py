"""Thin commands: parse, call, hand the value to output."""
