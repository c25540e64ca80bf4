"""Made-up disclosures whose every amount is known, printed in the layouts of the field."""
