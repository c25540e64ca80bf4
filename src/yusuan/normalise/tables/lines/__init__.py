"""Rows of a table to lines: labels, codes, totals, subtotals, parents, units of a department."""
