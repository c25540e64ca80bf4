"""What a page draws: characters, lines of text, ruling lines."""
