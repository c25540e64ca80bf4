"""Notebooks executed by papermill and written as self-contained HTML."""
