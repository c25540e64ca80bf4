"""What every section is made of: words, sources, styles, displays."""
