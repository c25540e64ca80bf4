"""Running text: outline, passages, sentences, glossary, blanks."""
