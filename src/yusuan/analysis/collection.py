"""The clean data that questions are asked of: documents, facts, statements, and the reviewed maps between years."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from yusuan.analysis.documents import Entities, disclosures, entities
from yusuan.analysis.years.crosswalk import crosswalk
from yusuan.analysis.years.renamed_projects import renamed_projects
from yusuan.analysis.years.variance import Maps

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


@dataclass(frozen=True)
class Collection:
    """The frames of a workspace that comparisons read.

    Attributes:
        documents: columns of `schemas.Documents`.
        facts: columns of `schemas.Facts`, amounts in 分.
        statements: columns of `schemas.Statements`.
        reference: folder of the workspace's own maps; it may lack any of them.
    """

    documents: pl.LazyFrame
    facts: pl.LazyFrame
    statements: pl.LazyFrame
    reference: Path | None = None

    @cached_property
    def entities(self) -> Entities:
        """Departments renamed or merged.

        Raises:
            VarianceError: a malformed row, named.
        """
        return entities(self.reference)

    @cached_property
    def disclosures(self) -> pl.DataFrame:
        """Every document, as `documents.disclosures` gives them."""
        return disclosures(self.documents, self.entities)

    @cached_property
    def maps(self) -> Maps:
        """The reviewed maps between years, with the workspace's own rows.

        Raises:
            CrosswalkError: a row that contradicts itself, another row or the classification.
        """
        return Maps(crosswalk(self.reference), renamed_projects(self.reference))
