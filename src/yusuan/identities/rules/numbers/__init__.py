"""Rules on numbers: codes, counts, changes, sums in prose, years, targets."""
