"""Whose document a file is, of which year and phase: by its words, then by what the user said, then by its path."""
