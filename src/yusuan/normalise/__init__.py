"""Lines and cells → facts, statements, indicators with their meaning."""
