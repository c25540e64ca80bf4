"""Where the project stands, and the shared collections of documents beside it."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
DISCLOSURES = SHARED / "disclosures"
