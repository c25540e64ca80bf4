"""Rules on the notes of empty tables: one that lists nothing says so, and one that says so lists nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.rules.gather import Row, by_document, clip, place, told, told_en, whole
from yusuan.identities.rules.rule import OfTables, rule_with
from yusuan.identities.rules.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yusuan.identities.rules.rule import Frames

_OF_TABLE = ["document", "table_no"]
# What a note says of the very table under which it stands.
_THIS_TABLE_IS_EMPTY = r"本表[^，。；]{0,4}(?:为?空表|为空|无数据|没有数据|无发生|本年无发生)"


@rule_with(OfTables, "没有数据的表有说明“本部门无…”")
def empty_notes(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """A table without amounts carries a note that there is nothing.

    Not tested in a document whose sentences were not kept, and so not its notes.
    """
    titles = _titles(frames, parameters.tables)
    with_money = set(frames["facts"].select(_OF_TABLE).unique().rows())
    with_note = set(_notes(frames).select(_OF_TABLE).unique().rows())
    said = frames["statements"].group_by("document").agg((pl.col("printed") != "").any())
    unread = {document for document, kept in said.rows() if not kept}
    for document, rows in titles.items():
        empty = [row for row in rows if (document, row["table_no"]) not in with_money]
        wrong = [row for row in empty if (document, row["table_no"]) not in with_note]
        names = [f"“{row['text']}”" for row in wrong]
        if empty and document not in unread:
            yield _verdict(
                wrong or empty[:1],
                broken=bool(wrong),
                detail=f"没有数据，也没有说明“本部门无…”：{told(names)}",
                detail_en=f"no data, and no note that there is nothing: {told_en(names)}",
                against=wrong[1:],
            )


@rule_with(OfTables, "说明“本表无数据”的表没有数据")
def note_against_table(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """A table whose own note says that it is empty has no amount but zero."""
    titles = {
        (row["document"], row["table_no"]): row
        for rows in _titles(frames, parameters.tables).values()
        for row in rows
    }
    amounts: dict[tuple[object, object], Row] = {}
    for row in frames["facts"].filter(pl.col("amount_fen") != 0).iter_rows(named=True):
        amounts.setdefault((row["document"], row["table_no"]), row)
    for note in (
        _notes(frames).filter(pl.col("text").str.contains(_THIS_TABLE_IS_EMPTY)).iter_rows(named=True)
    ):
        key = (note["document"], note["table_no"])
        if key not in titles:
            continue
        amount = amounts.get(key)
        printed = "" if amount is None else f"“{amount['line']}”{amount['printed']}"
        yield _verdict(
            [{**note, "table": titles[key]["table"], "text": titles[key]["text"]}],
            broken=amount is not None,
            detail=f"表“{titles[key]['text']}”有数据，如{printed}，表下却说明“{clip(str(note['text']))}”",
            detail_en=(
                f"the table “{titles[key]['text']}” has amounts, as {printed}, "
                f"its note says “{clip(str(note['text']))}”"
            ),
            against=[] if amount is None else [amount],
        )


def _titles(frames: Mapping[str, pl.DataFrame], kinds: Sequence[str]) -> dict[str, list[Row]]:
    """The titles of some kinds of table by document, of tables with columns for amounts."""
    tables = (
        frames["columns"]
        .filter(pl.col("table").cast(pl.String).is_in(kinds) & pl.col("measure").is_not_null())
        .select(*_OF_TABLE, pl.col("table").cast(pl.String))
        .unique(_OF_TABLE)
    )
    titles = frames["headings"].filter(pl.col("place").cast(pl.String) == "table")
    return by_document(titles.join(tables, on=_OF_TABLE, maintain_order="left"))


def _notes(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return frames["headings"].filter(pl.col("place").cast(pl.String) == "note")


def _verdict(
    rows: Sequence[Row], *, broken: bool, detail: str, detail_en: str, against: Sequence[Row]
) -> Verdict:
    first = rows[0]
    return Verdict(
        document=str(first["document"]),
        key=str(first["table_no"]),
        holds="broken" if broken else "exact",
        table=str(first["table"]),
        line=str(first["text"]),
        page=whole(first["page"]),
        row=whole(first["row"]),
        against=tuple(place(row) for row in against),
        detail=detail if broken else "",
        detail_en=detail_en if broken else "",
    )
