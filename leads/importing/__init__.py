"""Importing files: reading, recognising, checking and writing many rows."""
