"""One module a section of a page, called by the notebooks."""
