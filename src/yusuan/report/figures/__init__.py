"""Drawn figures beyond plain charts: bridges, shares, series."""
