"""Several documents in one file: a workbook or a page that holds the budgets of two bodies, or of two years."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yusuan.extract.raw import Block, RawDocument, RawTable, TextLine
from yusuan.normalise.identity.bodies import ends_like_a_body
from yusuan.normalise.identity.titles import title_at_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yusuan.model.vocabulary import Phase

_Key = tuple[str, int, "Phase"]
_LEAST_TABLES = 2  # of a document, where a file holds several
_LEAST_ROWS = 3


def documents_in(raw: RawDocument) -> list[RawDocument]:
    """The documents that a file holds, each with its own lines and tables; most files hold one.

    A document begins where a line of its own names body, year and phase; it must have tables of its own. A
    department's document in which its units have tables is one: the units have no titles there.
    """
    if raw.recorded is not None:
        return [raw]
    parts: list[tuple[_Key, list[Block]]] = []
    before: list[Block] = []
    for block in raw.blocks:
        key = _key(block)
        if key is not None and (not parts or parts[-1][0] != key):
            parts.append((key, before))
            before = []
        (parts[-1][1] if parts else before).append(block)
    keys = {key for key, _ in parts}
    if len(keys) < 2 or not all(_has_tables(blocks) for _, blocks in parts):
        return [raw]
    joined: dict[_Key, list[Block]] = {}
    for key, blocks in parts:
        joined.setdefault(key, []).extend(blocks)
    return [replace(raw, blocks=tuple(blocks), title="") for blocks in joined.values()]


def _key(block: Block) -> _Key | None:
    if not isinstance(block, TextLine):
        return None
    title, _ = title_at_start(block.text)
    if title is None or title.year is None or not ends_like_a_body(title.name):
        return None
    return title.name, title.year, title.phase


def _has_tables(blocks: Iterable[Block]) -> bool:
    tables = [block for block in blocks if isinstance(block, RawTable) and block.n_rows >= _LEAST_ROWS]
    return len(tables) >= _LEAST_TABLES
