"""Questions to a collection and their answers: years compared, indicators, budget execution, peer comparison."""
