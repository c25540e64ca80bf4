"""A project folder: where things are and what it answers."""
