"""Forms, such as performance targets, to money and indicators."""
