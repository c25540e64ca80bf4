"""In which file of its document a place stands: pages of two files are numbered each from 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = (("document", "table", "page", "row"), ("document", "page", "row"), ("document", "page"))
_OF_TABLES = ("facts", "lines", "cells")
_OF_TEXT = ("statements", "sentences", "headings")


def with_file(findings: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The findings with the file in which each stands; null where nothing of the document stands there.

    Args:
        findings: columns document, table (a kind, or "text"), page and row.
        frames: the clean frames whose rows have a file and a place; those that are not there are done without.

    Returns:
        The same rows in their order, with a column `file`.
    """
    places = [
        frames[name].select("document", pl.col("table").cast(pl.String), "page", "row", "file")
        for name in _OF_TABLES
        if name in frames
    ]
    places += [
        frames[name].select("document", pl.lit("text").alias("table"), "page", "row", "file")
        for name in _OF_TEXT
        if name in frames
    ]
    if not places:
        return findings.with_columns(file=pl.lit(None, pl.String))
    known = pl.concat(places).drop_nulls("file")
    located = findings
    for number, key in enumerate(_KEYS):
        first = known.unique(key, keep="first", maintain_order=True)
        by_key = first.select(*key, pl.col("file").alias(f"file_{number}"))
        located = located.join(by_key, on=key, how="left", maintain_order="left")
    names = [f"file_{number}" for number in range(len(_KEYS))]
    return located.with_columns(file=pl.coalesce(names)).drop(names)
