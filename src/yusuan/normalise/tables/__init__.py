"""Raw tables to facts: assembly, headings, lines, units."""
