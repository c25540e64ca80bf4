"""What documents disclose of the lines that are compared: in tables, in prose, and of earlier years.

Everything here is lazy and for all documents at once; a caller filters the frames first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns as comparable
from yusuan.analysis.disclosed import cells as places
from yusuan.model.implied import implied_amounts
from yusuan.model.vocabulary import Reading

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import Lines

# One row an amount of a line in a table. `basis` numbers the tables in which the lines can be found, 0 where
# lines are known by a metric; `code` is null where they are known by a metric or a name, and for the whole.
LINES = (
    "document", "basis", "key", "code", "metric", "line", "level", "parent", "order",
    "fen", "quantum_fen", "page", "row", "column", "title", "heading",
)  # fmt: skip
WHOLE = "whole"
# Projects renamed, by reviewed pairs: normalised names, `new` from the year `since` on.
RENAMED: dict[str, pl.DataType] = {
    "department": pl.String(),
    "old": pl.String(),
    "new": pl.String(),
    "since": pl.Int32(),
}
_PLACE = ("page", "row", "column", "title", "heading")
_NOT_IN_NAMES = r"[\s\p{P}\p{S}]"


def in_tables(facts: pl.LazyFrame, by: Lines, renamed: pl.DataFrame | None = None) -> pl.LazyFrame:
    """The amounts of the lines of a comparison, as tables print them.

    Args:
        facts: columns of `schemas.Facts`.
        by: which lines.
        renamed: columns `RENAMED`; none where None.

    Returns:
        Columns `LINES`. Tables whose reading is unproven are left out. Lines by unit or project have the names
        above them in their key, so that one name under two parents is two lines.
    """
    trusted = facts.filter(pl.col("reading") != Reading.UNVERIFIED)
    if not comparable.is_listed(by):
        return _of_metrics(trusted, by)
    if by in comparable.CLASSIFIED:
        lines = _coded(trusted, by)
    else:
        lines = _named(trusted, by, pl.DataFrame(schema=RENAMED) if renamed is None else renamed)
    # A table that has nothing but a whole breaks nothing down.
    return lines.filter((pl.col("key") != WHOLE).any().over("document", "basis"))


def in_prose(statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """The amounts of the lines of a comparison that prose states first.

    Returns:
        Columns document, basis, key, fen, quantum_fen, page, row.
    """
    stated = statements.filter(pl.col("amount_fen").is_not_null())
    return _first(_said(stated, by), "document", "basis", "key").select(
        "document", "basis", "key", "quantum_fen", "page", "row", fen="amount_fen"
    )


def worked_back(statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """The amounts of an earlier year that prose implies, and the amounts from which they follow.

    Returns:
        Columns document, base_year, basis, key, base_fen, base_quantum_fen, base_page, base_row, and fen,
        quantum_fen, page, row of the later year's amount that the same sentence states.
    """
    before = _first(
        _said(implied_amounts(statements), by).rename({"fiscal_year": "base_year"}),
        *("document", "base_year", "basis", "key"),
    ).select(
        *("document", "base_year", "basis", "key", "said"),
        base_fen="amount_fen",
        base_quantum_fen="quantum_fen",
        base_page="page",
        base_row="row",
    )
    stated = _said(statements.filter(pl.col("amount_fen").is_not_null()), by)
    at = ["document", "basis", "key", "said"]
    compared = stated.unique([*at, "base_year"], keep="first", maintain_order=True)
    named = stated.unique(at, keep="first", maintain_order=True)
    later = ("fen", "quantum_fen", "page", "row")
    return (
        before.join(_renamed(compared, [*at, "base_year"], "c_"), on=[*at, "base_year"], how="left")
        .join(_renamed(named, at, "n_"), on=at, how="left")
        .with_columns(pl.coalesce(f"c_{name}", f"n_{name}").alias(name) for name in later)
        .drop("said", "^[cn]_.*$")
    )


def reasons(statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """What documents give as the reason of a line's change.

    Returns:
        Columns document, base_year, basis, key, reason.
    """
    given = statements.filter(pl.col("reason").is_not_null() & pl.col("base_year").is_not_null())
    keys = ("document", "base_year", "basis", "key")
    return _first(_said(given, by), *keys).select(*keys, "reason")


def _of_metrics(facts: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Lines known by a metric: of the places where one may stand, the best that the document has."""
    return (
        _first(places.of_metrics(facts, by), "document", "metric")
        .join(comparable.lines(by).lazy(), on="metric")
        .select(
            "document",
            pl.lit(0, pl.Int32).alias("basis"),
            pl.col("metric").alias("key"),
            pl.lit(None, pl.String).alias("code"),
            "metric",
            "line",
            "level",
            "parent",
            pl.col("order").cast(pl.Int64),
            pl.col("amount_fen").alias("fen"),
            "quantum_fen",
            *_PLACE,
        )
    )


def _coded(facts: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Lines known by a code of a classification, and the whole; lines of single units only where there are no others."""
    table = ["document", "basis", "table_no"]
    found = places.of_tables(facts, by).filter(pl.col("side").is_null() & pl.col("project").is_null())
    coded = pl.col("code").str.starts_with(pl.col("digit"))
    whole = (pl.col("level") == 0) & (pl.col("role") == "total")
    kept = (
        found.filter(coded | whole)
        .with_columns(of_all=(pl.col("owner").is_null() & coded).any().over(table))
        .filter(pl.col("owner").is_null() | ~pl.col("of_all"))
    )
    split = comparable.tables(by)["measure"].n_unique() > 1 and by == "function_kind"
    if split:
        # The whole is that of all kinds of money, its parts are those of one kind.
        kept = kept.filter((pl.col("measure") == "total") == whole.fill_null(value=False))
    digits = pl.col("code").str.len_chars()
    level = pl.when(pl.col("code").is_null()).then(0).otherwise((digits - 1) // 2).cast(pl.Int32)
    suffix = pl.format(":{}", "measure") if split else pl.lit("")
    code = pl.when(coded.fill_null(value=False)).then("code")
    parent = (
        pl.when(digits > 3)
        .then(pl.col("code").str.head(digits - 2) + suffix)
        .when(pl.col("code").is_not_null())
        .then(pl.lit(WHOLE))
    )
    return kept.with_columns(code=code).select(
        "document",
        "basis",
        pl.coalesce(pl.col("code") + suffix, pl.lit(WHOLE)).alias("key"),
        "code",
        pl.when(pl.lit(split) & pl.col("code").is_not_null()).then("measure").alias("metric"),
        "line",
        level.alias("level"),
        parent.alias("parent"),
        pl.col("line_no").cast(pl.Int64).alias("order"),
        pl.col("amount_fen").alias("fen"),
        "quantum_fen",
        *_PLACE,
    )


def _named(facts: pl.LazyFrame, by: Lines, renamed: pl.DataFrame) -> pl.LazyFrame:
    """Lines known by the name of a project or unit and the names above it."""
    found = places.of_tables(facts, by).filter(pl.col("side").is_null())
    role = pl.col("role").fill_null("")
    total = role == "total"
    if by == "unit":
        found = found.filter((role == "unit") | total | _beside_units(role))
        name = pl.coalesce("owner", "line")
    else:
        found = found.filter(pl.col("project").is_not_null() | total)
        name = pl.coalesce("project", "line")
    at = ["document", "basis", "table_no"]
    newer = renamed.lazy().rename({"old": "own_name"})
    earlier = pl.col("fiscal_year") < pl.col("since")
    found = (
        found.with_columns(own_name=plain(name))
        .join(newer, on=["department", "own_name"], how="left")
        .with_columns(own_name=pl.when(earlier).then("new").otherwise("own_name"))
    )
    found = found.with_columns(
        own=pl.when(total).then(pl.lit(WHOLE)).otherwise("own_name"),
        of=plain(pl.col("owner")).fill_null("") if by == "project" else pl.lit(""),
        shown=name,
    ).with_columns(
        own=pl.when((pl.col("of") != "") & ~total).then(pl.format("{}@{}", "own", "of")).otherwise("own")
    )
    above = found.select(*at, parent_no="line_no", parent="own", above="parent_no")
    higher = above.rename({"parent_no": "above", "parent": "top", "above": "end"}).drop("end")
    top = pl.when(pl.col("top") != WHOLE).then("top")
    parent = pl.when(pl.col("parent") != WHOLE).then("parent")
    return (
        found.join(above.unique([*at, "parent_no"]), on=[*at, "parent_no"], how="left")
        .join(higher.unique([*at, "above"]), on=[*at, "above"], how="left")
        .with_columns(path=pl.concat_str([top, parent], separator="/", ignore_nulls=True))
        .select(
            "document",
            "basis",
            pl.when(pl.col("path") == "")
            .then("own")
            .otherwise(pl.concat_str("path", "own", separator="/"))
            .alias("key"),
            pl.lit(None, pl.String).alias("code"),
            pl.lit(None, pl.String).alias("metric"),
            pl.col("shown").alias("line"),
            _depth(total).alias("level"),
            pl.when(total)
            .then(None)
            .when(pl.col("path") == "")
            .then(pl.lit(WHOLE))
            .otherwise("path")
            .alias("parent"),
            pl.col("line_no").cast(pl.Int64).alias("order"),
            pl.col("amount_fen").alias("fen"),
            "quantum_fen",
            *_PLACE,
        )
    )


def _beside_units(role: pl.Expr) -> pl.Expr:
    """Whether a line of a department is of its own offices: it stands beside units and is not all the money."""
    table = ["document", "basis", "table_no"]
    beside = (role == "unit").any().over(*table, "parent_no")
    whole = pl.col("amount_fen").filter(role == "total").first().over(*table)
    return (role == "department") & beside & pl.col("amount_fen").ne_missing(whole)


def _depth(total: pl.Expr) -> pl.Expr:
    """How deep a named line is: by the names above it; where these are lost, no line is a part of the whole.

    Tables that indent projects under kinds of projects may have lost who is above whom: their lines would add
    up to several times the whole.
    """
    table = ["document", "basis", "table_no"]
    above = pl.sum_horizontal(
        (pl.col(name) != WHOLE).fill_null(value=False).cast(pl.Int32) for name in ("top", "parent")
    )
    depth = pl.when(total).then(0).otherwise(1 + above)
    first = pl.col("amount_fen").filter(depth == 1).sum().over(table)
    whole = pl.col("amount_fen").filter(total).first().over(table)
    lost = (first - whole) > pl.col("quantum_fen").sum().over(table)
    printed = pl.max_horizontal(pl.col("level"), 2)
    return pl.when(total).then(0).when(lost).then(printed).otherwise(depth).cast(pl.Int32)


def plain(name: pl.Expr) -> pl.Expr:
    """A name without blanks, punctuation and the number before it: the exact normalised name."""
    return name.str.replace(r"^[\d\-－_ ]+", "").str.replace_all(_NOT_IN_NAMES, "")


def plain_label(line: pl.Expr) -> pl.Expr:
    """The name in the label of a coded line, without code, blanks and punctuation."""
    return line.str.replace_all(r"[\d\s\p{P}\p{S}]", "").str.strip_suffix("支出")


def _said(statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Statements of the lines of a comparison: `said` is their own metric, `key` that of the line."""
    words = comparable.said(by).lazy()
    coded = by in comparable.CLASSIFIED
    which = pl.col("code").is_not_null() if coded else pl.col("code").is_null()
    return (
        statements.filter(which)
        .with_columns(said="metric")
        .drop("metric")
        .join(words, on="said")
        .with_columns(key="code" if coded else "metric")
    )


def _first(rows: pl.LazyFrame, *keys: str) -> pl.LazyFrame:
    """Of the rows of a key those of the best rank, of these the first."""
    return rows.sort("rank", maintain_order=True).unique(keys, keep="first", maintain_order=True)


def _renamed(rows: pl.LazyFrame, keys: list[str], prefix: str) -> pl.LazyFrame:
    return rows.select(
        *keys,
        pl.col("amount_fen").alias(f"{prefix}fen"),
        *(pl.col(name).alias(f"{prefix}{name}") for name in ("quantum_fen", "page", "row")),
    )
