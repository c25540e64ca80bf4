"""Headings of a table to columns with a measure."""
