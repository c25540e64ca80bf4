"""Ratios with formula, inputs and sources."""
