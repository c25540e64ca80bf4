"""A year against another: lines joined by codes and names, changes, series."""
