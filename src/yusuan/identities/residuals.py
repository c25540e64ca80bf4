"""Formulas evaluated over frames: what is printed against what should be, wherever it is printed.

All formulas of one form are evaluated in one lazy query over all documents. Blanks of a line or a column
that is printed with other amounts count as nothing; a line or a column that is not printed is not tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.suite import CellsAgree, LinesAddUp, RowsAddUp, Selector, TextAgrees

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yusuan.identities.suite import Sum

# One row a residual. `actual` is what is printed as the sum (or on the left), `expected` what it should be;
# `tables` are the numbers of all tables that it touches, `against` the places of what is expected.
RESIDUAL: dict[str, pl.DataType | type[pl.DataType]] = {
    "document": pl.String,
    "identity": pl.String,
    "key": pl.String,
    "table": pl.String,
    "table_no": pl.Int32,
    "side": pl.String,
    "line_no": pl.Int32,
    "line": pl.String,
    "measure": pl.String,
    "relation": pl.String,
    "actual_fen": pl.Int64,
    "expected_fen": pl.Int64,
    "tolerance_fen": pl.Int64,
    "page": pl.Int32,
    "row": pl.Int32,
    "column": pl.Int32,
    "tables": pl.List(pl.Int32),
    "against": pl.List(pl.Struct({"page": pl.Int32, "row": pl.Int32, "column": pl.Int32})),
}

_PLACE = pl.struct("page", "row", "column")
_SECTION = ["document", "table_no", "side"]


def residuals(
    frames: Mapping[str, pl.LazyFrame],
    formulas: Sequence[RowsAddUp | LinesAddUp | CellsAgree | TextAgrees],
) -> pl.LazyFrame:
    """Evaluate formulas.

    Args:
        frames: facts, lines and columns (and statements, where formulas are about prose) of any number of
            documents.
        formulas: of any of the forms.

    Returns:
        One row a residual, columns of `RESIDUAL`.
    """
    facts = _keyed(frames["facts"])
    parts = [
        _rows(facts, frames["columns"], [one for one in formulas if isinstance(one, RowsAddUp)]),
        _lines(facts, [one for one in formulas if isinstance(one, LinesAddUp)]),
        _cells(facts, frames, [one for one in formulas if isinstance(one, CellsAgree)]),
    ]
    texts = [one for one in formulas if isinstance(one, TextAgrees)]
    if texts:
        parts.append(_texts(facts, frames, texts))
    return pl.concat(
        [part.select(pl.col(name).cast(kind) for name, kind in RESIDUAL.items()) for part in parts]
    )


def closes(residual: pl.LazyFrame) -> pl.LazyFrame:
    """Add `difference_fen` and `outcome`: exact, rounding or broken."""
    difference = pl.col("actual_fen") - pl.col("expected_fen")
    over = (
        pl.when(pl.col("relation") == "=")
        .then(difference.abs())
        .when(pl.col("relation") == "<=")
        .then(difference)
        .otherwise(-difference)
    )
    return residual.with_columns(difference_fen=difference).with_columns(
        outcome=pl.when((over == 0) | ((over < 0) & (pl.col("relation") != "=")))
        .then(pl.lit("exact"))
        .when(over <= pl.col("tolerance_fen"))
        .then(pl.lit("rounding"))
        .otherwise(pl.lit("broken"))
    )


def _keyed(facts: pl.LazyFrame) -> pl.LazyFrame:
    return facts.filter(pl.col("measure").is_not_null()).select(
        "document",
        pl.col("table").cast(pl.String),
        "table_no",
        pl.col("side").cast(pl.String).fill_null(""),
        "line_no",
        pl.col("parent_no"),
        "line",
        pl.col("role").fill_null(""),
        pl.col("code").fill_null(""),
        pl.col("level").fill_null(-1),
        pl.col("measure").str.strip_suffix(".total"),
        "amount_fen",
        "quantum_fen",
        "page",
        "row",
        "column",
    )


def _tolerance() -> pl.Expr:
    """Half of every printed precision: each printed amount may be off by half its last digit."""
    return (pl.col("quantum_fen").sum() // 2).alias("tolerance_fen")


def _residual_of() -> list[pl.Expr]:
    """Printed sum (weight > 0, `sum` true) against addends, with the places of both."""
    is_sum = pl.col("is_sum")
    signed = pl.col("amount_fen") * pl.col("weight")
    return [
        signed.filter(is_sum).sum().alias("actual_fen"),
        signed.filter(~is_sum).sum().alias("expected_fen"),
        _tolerance(),
        is_sum.any().alias("has_sum"),
        (~is_sum).any().alias("has_parts"),
        pl.col("page").filter(is_sum).first(),
        pl.col("row").filter(is_sum).first(),
        pl.col("column").filter(is_sum).first(),
        _PLACE.filter(~is_sum).alias("against"),
        pl.col("table_no").unique().alias("tables"),
    ]


# --- a column = the columns it is made of -------------------------------------------------------------


def _rows(facts: pl.LazyFrame, columns: pl.LazyFrame, formulas: Sequence[RowsAddUp]) -> pl.LazyFrame:
    layout = (
        columns.filter(pl.col("measure").is_not_null())
        .select(
            "document",
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            pl.col("table").cast(pl.String),
            pl.col("measure").str.strip_suffix(".total"),
        )
        .group_by(*_SECTION, "table")
        .agg(pl.col("measure").unique().sort().str.join(" ").alias("layout"))
        .collect()
    )
    terms = pl.DataFrame(
        [
            term
            for table, measures in layout.select("table", "layout").unique().sort("table", "layout").rows()
            for term in _row_terms(table, measures, formulas)
        ],
        schema={
            "table": pl.String,
            "layout": pl.String,
            "identity": pl.String,
            "measure": pl.String,
            "is_sum": pl.Boolean,
            "weight": pl.Int64,
            "within": pl.List(pl.String),
        },
        orient="row",
    ).lazy()
    total = pl.col("measure").filter(pl.col("is_sum")).first().alias("measure")
    line = [*_SECTION, "line_no"]
    terms_of_lines = facts.join(layout.lazy().drop("table"), on=_SECTION).join(
        terms, on=["table", "layout", "measure"]
    )
    counted_above = (
        terms_of_lines.select(*line, "identity", "measure", "within")
        .explode("within")
        .join(facts.select(*line, within="measure"), on=[*line, "within"])
    )
    return (
        terms_of_lines.join(counted_above, on=[*line, "identity", "measure"], how="anti")
        .sort(*line, "column")
        .group_by(*_SECTION, "line_no", "identity")
        .agg(pl.col("table").first(), pl.col("line").first(), total, *_residual_of())
        .filter(pl.col("has_sum") & pl.col("has_parts"))
        .with_columns(key=pl.col("line_no").cast(pl.String), relation=pl.lit("="))
    )


def _row_terms(
    table: str, layout: str, formulas: Sequence[RowsAddUp]
) -> Iterator[tuple[str, str, str, str, bool, int, list[str]]]:
    printed = set(layout.split(" "))
    for formula in formulas:
        if table not in formula.tables or formula.total not in printed:
            continue
        addends = list(_printed_parts(formula.parts, printed, []))
        if len(addends) < formula.least:
            continue
        yield (table, layout, formula.identity, formula.total, True, 1, [])
        for addend, within in addends:
            yield (table, layout, formula.identity, addend, False, 1, within)


def _printed_parts(
    parts: Sequence[str | Sum], printed: set[str], within: list[str]
) -> Iterator[tuple[str, list[str]]]:
    """The addends a table prints, each with the sums that hold it already where a line prints those."""
    for part in parts:
        if isinstance(part, str):
            if part in printed:
                yield (part, within)
            continue
        if part.sum in printed:
            yield (part.sum, within)
        yield from _printed_parts(part.of, printed, [*within, part.sum] if part.sum in printed else within)


# --- a line = the lines that are part of it -----------------------------------------------------------


def _lines(facts: pl.LazyFrame, formulas: Sequence[LinesAddUp]) -> pl.LazyFrame:
    applies = pl.DataFrame(
        [
            (formula.identity, table.value, role, level)
            for formula in formulas
            for table in formula.tables
            for role, level in [*((role, None) for role in formula.roles), *(("", n) for n in formula.levels)]
        ],
        schema={"identity": pl.String, "table": pl.String, "role": pl.String, "level": pl.Int32},
        orient="row",
    ).lazy()
    node = [*_SECTION, "node"]
    parts = facts.filter(pl.col("parent_no").is_not_null()).with_columns(node="parent_no", is_sum=False)
    sums = facts.with_columns(node="line_no", is_sum=True).join(
        parts.select(node).unique(), on=node, how="semi"
    )
    parts = parts.join(sums.select(node).unique(), on=node, how="semi")
    head = sums.group_by(node).agg(pl.col("role", "level", "line", "page", "row").first())
    tested = pl.concat(
        [
            head.join(applies.filter(pl.col("level").is_null()).drop("level"), on=["role"], how="inner"),
            head.join(applies.filter(pl.col("level").is_not_null()).drop("role"), on=["level"], how="inner"),
        ],
        how="diagonal",
    ).select(*node, "identity", "line", pl.col("table").alias("of_table"), line_page="page", line_row="row")
    return (
        pl.concat([sums, parts])
        .sort(*_SECTION, "line_no", "column")
        .with_columns(weight=pl.lit(1, pl.Int64))
        .group_by(*node, "measure")
        .agg(pl.col("table").first(), *_residual_of())
        .join(tested, left_on=[*node, "table"], right_on=[*node, "of_table"])
        .with_columns(
            key=pl.col("node").cast(pl.String),
            line_no="node",
            relation=pl.lit("="),
            page=pl.col("page").fill_null(pl.col("line_page")),
            row=pl.col("row").fill_null(pl.col("line_row")),
        )
    )


# --- cells against cells ------------------------------------------------------------------------------

_SELECTOR = {
    "identity": pl.String,
    "is_sum": pl.Boolean,
    "rank": pl.Int32,
    "each": pl.String,
    "by": pl.String,
    "value": pl.String,
    "named": pl.String,
    "table": pl.String,
    "measure": pl.String,
    "weight": pl.Int64,
    "relation": pl.String,
}


def _cells(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[CellsAgree]
) -> pl.LazyFrame:
    selectors = _selector_frame(
        row
        for formula in formulas
        for is_sum, side in ((True, formula.left), (False, formula.right))
        for row in _selector_rows(formula.identity, side, formula.each, formula.relation, is_sum=is_sum)
    )
    picked = _picked(facts, frames, selectors)
    return _compared(picked.with_columns(key=_key(pl.col("each"))))


def _texts(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[TextAgrees]
) -> pl.LazyFrame:
    selectors = _selector_frame(
        row
        for formula in formulas
        for row in _selector_rows(
            formula.identity, formula.cells, formula.each, formula.relation, is_sum=False
        )
    )
    metrics = pl.DataFrame(
        [(formula.metric, formula.identity, formula.each, formula.relation) for formula in formulas],
        schema={"metric": pl.String, "identity": pl.String, "each": pl.String, "relation": pl.String},
        orient="row",
    ).lazy()
    said = (
        frames["statements"]
        .filter(pl.col("amount_fen").is_not_null())
        .join(metrics, on="metric")
        .filter((pl.col("each") == "once") | pl.col("code").is_not_null())
        .with_columns(
            key=pl.when(pl.col("each") == "code").then(pl.col("code")).otherwise(pl.lit("")),
            said_no="statement_no",
        )
    )
    cells = (
        _picked(facts, frames, selectors)
        .with_columns(key=_key(pl.col("each")))
        .sort(*_SECTION, "line_no", "column")
        .group_by("document", "identity", "key")
        .agg(
            (pl.col("amount_fen") * pl.col("weight")).sum().alias("expected_fen"),
            pl.col("quantum_fen").sum().alias("quanta"),
            _PLACE.filter(pl.col("page").is_not_null()).alias("against"),
            pl.col("measure").first(),
            pl.col("table").first(),
            pl.col("table_no").first(),
            pl.col("line_no").first(),
        )
    )
    return said.join(cells, on=["document", "identity", "key"]).select(
        "document",
        "identity",
        pl.col("said_no").cast(pl.String).alias("key"),
        pl.lit("text").alias("table"),
        "table_no",
        pl.lit("").alias("side"),
        "line_no",
        "line",
        "measure",
        "relation",
        actual_fen="amount_fen",
        expected_fen="expected_fen",
        tolerance_fen=(pl.col("quanta") + pl.col("quantum_fen")) // 2,
        page="page",
        row="row",
        column=pl.lit(None, pl.Int32),
        tables=pl.concat_list("table_no"),
        against="against",
    )


def _key(each: pl.Expr) -> pl.Expr:
    return (
        pl.when(each == "code")
        .then(pl.col("code"))
        .when(each == "name")
        .then(pl.col("name"))
        .otherwise(pl.lit(""))
    )


def _selector_frame(rows: Iterable[tuple[object, ...]]) -> pl.LazyFrame:
    return pl.DataFrame(list(rows), schema=_SELECTOR, orient="row").lazy()


def _selector_rows(
    identity: str, selectors: Sequence[Selector], each: str, relation: str, *, is_sum: bool
) -> Iterator[tuple[object, ...]]:
    for selector in selectors:
        bys = [
            *(("role", role) for role in selector.roles),
            *(("code", code) for code in selector.codes),
            *(("level", str(level)) for level in selector.levels),
        ] or [("any", "")]
        for rank, table in enumerate(selector.tables):
            for by, value in bys:
                for measure in selector.measures:
                    yield (
                        identity,
                        is_sum,
                        rank,
                        each,
                        by,
                        value,
                        selector.named,
                        table.value,
                        measure,
                        selector.sign,
                        relation,
                    )


def _with_values(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A row for each way in which a line can be selected."""
    ways = {
        "role": pl.col("role").fill_null(""),
        "code": pl.col("code").fill_null(""),
        "level": pl.col("level").cast(pl.String).fill_null(""),
        "any": pl.lit(""),
    }
    return pl.concat(
        [
            frame.with_columns(by=pl.lit(by), value=value).filter((by == "any") | (pl.col("value") != ""))
            for by, value in ways.items()
        ]
    )


def _name() -> pl.Expr:
    """A name whatever its punctuation and the order of its letters."""
    return (
        pl.col("line")
        .str.replace_all(r"^[\d\-－_ ]+", "")
        .str.replace_all(r"[^\p{L}\p{N}]", "")
        .str.split("")
        .list.sort()
        .list.join("")
    )


def _picked(facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], selectors: pl.LazyFrame) -> pl.LazyFrame:
    """The cells that selectors pick: each with its amount, or nothing where line and column are printed."""
    lines = _with_values(
        frames["lines"].select(
            "document",
            pl.col("table").cast(pl.String),
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            "line_no",
            "line",
            "role",
            pl.col("code"),
            "level",
        )
    ).with_columns(pl.col("code").fill_null(""))
    columns = (
        frames["columns"]
        .filter(pl.col("measure").is_not_null())
        .select(
            "document",
            "table_no",
            pl.col("side").cast(pl.String).fill_null(""),
            pl.col("measure").str.strip_suffix(".total"),
        )
        .unique()
    )
    lined = selectors.join(lines, on=["table", "by", "value"]).filter(
        (pl.col("named") == "") | pl.col("line").str.contains(pl.col("named"))
    )
    # Of the kinds of table that a selector names, the first that the document has.
    best = lined.group_by("document", "identity", "is_sum").agg(pl.col("rank").min())
    lined = lined.join(best, on=["document", "identity", "is_sum", "rank"], how="semi")
    section = ["document", "table_no", "side"]
    every = pl.col("measure") == "*"
    by_measure = lined.filter(~every).join(columns, on=[*section, "measure"]).with_columns(like=pl.lit(""))
    by_each = (
        lined.filter(every).drop("measure").join(columns, on=section).with_columns(like=pl.col("measure"))
    )
    grid = pl.concat([by_measure, by_each], how="diagonal")
    names = pl.col("each") == "name"
    amounts = facts.select(
        *section, "line_no", "measure", "amount_fen", "quantum_fen", "page", "row", "column"
    )
    return grid.join(amounts, on=[*section, "line_no", "measure"], how="left").with_columns(
        name=pl.when(names).then(_name()).otherwise(pl.lit(""))
    )


def _compared(picked: pl.LazyFrame) -> pl.LazyFrame:
    """Left against right of each formula, once or for each key; both sides must be printed."""
    is_sum = pl.col("is_sum")
    return (
        picked.filter((pl.col("each") == "once") | (pl.col("key") != ""))
        .sort(*_SECTION, "line_no", "column")
        .group_by("document", "identity", "key", "relation", "like")
        .agg(
            *_residual_of(),
            pl.col("amount_fen").is_not_null().any().alias("any_amount"),
            pl.col("table").filter(is_sum).first(),
            pl.col("table_no").filter(is_sum).first(),
            pl.col("side").filter(is_sum).first(),
            pl.col("line_no").filter(is_sum).first(),
            pl.col("line").filter(is_sum).first(),
            pl.col("measure").filter(is_sum).first(),
        )
        .filter(pl.col("has_sum") & pl.col("has_parts") & pl.col("any_amount"))
    )
