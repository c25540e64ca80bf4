"""Tables of a page: the lattice of ruling lines, cells, tables without rules."""
