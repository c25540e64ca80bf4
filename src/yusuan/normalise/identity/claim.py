"""What one source says of whose a document is, and the words and places that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yusuan.model.vocabulary import Phase, Scope


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a document that say whose it is.

    Attributes:
        field: what they say: department, fiscal_year, phase.
        text: the words.
        page: where they stand, 1-based; None for a name of a file.
    """

    field: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says: the document's words, the user, or the path. None where it says nothing.

    Attributes:
        department: the name of the body.
        fiscal_year: the budget year.
        phase: budget or final.
        scope: department (with its units) or unit.
        evidence: the words that say so.
    """

    department: str | None = None
    fiscal_year: int | None = None
    phase: Phase | None = None
    scope: Scope | None = None
    evidence: tuple[Evidence, ...] = ()
