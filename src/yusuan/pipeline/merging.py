"""A text and the tables published beside it, both read by themselves, as one document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from yusuan.model.schemas import CLEAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yusuan.pipeline.document import Read
    from yusuan.pipeline.parts import Plan

_SUMS = ("pages", "tables", "facts", "unverified_tables")
_JOINED = {"format": "+", "sha256": "+", "files": ";"}
_LINES = ("source", "retrieved", "publisher", "contradicted_by")


def merged(plan: Plan[Read]) -> Read | None:
    """The document of a plan, put together from what its files gave by themselves.

    Returns:
        None where that is not enough, and the files must be read together: tables of several files prove each
        other, and lines of a table may bear the name of a body that only another file says.
    """
    parts = sorted(plan.whole, key=lambda part: str(part.paths[0]))
    with_tables = [part for part in parts if part.frames["documents"]["tables"].sum()]
    if plan.prose or len(with_tables) > 1 or len({part.identity for part in parts}) > 1:
        return None
    first = parts[0]
    frames = {name: pl.concat([part.frames[name] for part in parts]) for name in CLEAN if name != "documents"}
    statements = frames["statements"]
    numbers = pl.Series("statement_no", range(1, statements.height + 1), dtype=pl.Int32)
    frames["statements"] = statements.with_columns(numbers)
    return replace(
        first,
        paths=tuple(path for part in parts for path in part.paths),
        sha256="+".join(part.sha256 for part in parts),
        frames={**frames, "documents": _documents([part.frames["documents"] for part in parts])},
        notes=tuple(note for part in parts for note in part.notes),
        refused=tuple(line for part in parts for line in part.refused),
        sidecars=tuple(sidecar for part in parts for sidecar in part.sidecars),
        raw=None,
    )


def _documents(rows: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """One row of the documents from those of its files, the first of which leads."""
    whole = pl.concat(rows)
    values: dict[str, object] = {name: whole[name].sum() for name in _SUMS}
    values |= {name: sign.join(whole[name]) for name, sign in _JOINED.items()}
    values |= {name: _lines(whole[name]) for name in _LINES}
    values |= {name: next(filter(None, whole[name]), whole[name][0]) for name in ("unit", "title")}
    return rows[0].with_columns(
        pl.lit(value, dtype=rows[0].schema[name]).alias(name) for name, value in values.items()
    )


def _lines(values: Iterable[str | None]) -> str | None:
    lines = dict.fromkeys(line for value in values if value for line in value.split("\n"))
    return "\n".join(lines) or None
