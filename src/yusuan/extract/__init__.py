"""A document → lines of text and tables of cells, each with its place."""
