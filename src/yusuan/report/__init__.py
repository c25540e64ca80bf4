"""Frames → words, charts, tables, notebooks and pages for readers."""
