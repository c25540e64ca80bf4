"""Reports by mail: the letter, and an outbox that never sends it twice."""
