"""Equalities evaluated over the facts, each as a residual with its tolerance."""
