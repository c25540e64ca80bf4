"""From raw files to clean data, findings and reports, as far as something changed."""
