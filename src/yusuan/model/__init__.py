"""The nouns everything else is said in: vocabulary, money, schemas."""
