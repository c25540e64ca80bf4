"""PDF to lines and tables of cells."""
