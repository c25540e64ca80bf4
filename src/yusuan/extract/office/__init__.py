"""Word documents and workbooks to lines and tables of cells."""
