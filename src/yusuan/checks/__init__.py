"""Residuals → findings, through Great Expectations: the only place that imports it."""
