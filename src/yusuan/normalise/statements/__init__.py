"""Figures stated in prose: metric, year, amount, change, rate, reason."""
