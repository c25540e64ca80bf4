"""Comparable years: restated bases and variances, as pure functions on frames."""
