"""What a document discloses of the lines and metrics that are compared."""
