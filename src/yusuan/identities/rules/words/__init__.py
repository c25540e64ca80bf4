"""Rules on words: titles, labels, lists, notes, forms and wording."""
