"""What documents disclose of the lines that are compared: in tables, in prose, and of earlier years.

Everything here is lazy and for all documents at once; a caller filters the frames first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns, cells
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
    if not breakdowns.is_listed(by):
        return _of_metrics(trusted, by)
    if by in breakdowns.CLASSIFIED:
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
    return _first(_of_lines(stated, by), "document", "basis", "key").select(
        "document", "basis", "key", "quantum_fen", "page", "row", fen="amount_fen"
    )


def implied(statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """The amounts of an earlier year that prose implies, and the amounts from which they follow.

    Returns:
        Columns document, base_year, basis, key, base_fen, base_quantum_fen, base_page, base_row, and fen,
        quantum_fen, page, row of the later year's amount that the same sentence states.
    """
    at = ["document", "basis", "key"]
    bases = _first(
        _of_lines(implied_amounts(statements), by).rename({"fiscal_year": "base_year"}), *at, "base_year"
    ).select(
        *(*at, "base_year", "stated_metric"),
        base_fen="amount_fen",
        base_quantum_fen="quantum_fen",
        base_page="page",
        base_row="row",
    )
    stated = _of_lines(statements.filter(pl.col("amount_fen").is_not_null()), by)
    metric = [*at, "stated_metric"]
    same_base = stated.unique([*metric, "base_year"], keep="first", maintain_order=True)
    any_base = stated.unique(metric, keep="first", maintain_order=True)
    later = ("fen", "quantum_fen", "page", "row")
    return (
        bases.join(
            _prefixed(same_base, [*metric, "base_year"], "same_"),
            on=[*metric, "base_year"],
            how="left",
            maintain_order="left",
        )
        .join(_prefixed(any_base, metric, "any_"), on=metric, how="left", maintain_order="left")
        .with_columns(pl.coalesce(f"same_{name}", f"any_{name}").alias(name) for name in later)
        .drop("stated_metric", "^(same|any)_.*$")
    )


def reasons(statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """What documents give as the reason of a line's change.

    Returns:
        Columns document, base_year, basis, key, reason.
    """
    given = statements.filter(pl.col("reason").is_not_null() & pl.col("base_year").is_not_null())
    keys = ("document", "base_year", "basis", "key")
    return _first(_of_lines(given, by), *keys).select(*keys, "reason")


def _of_metrics(facts: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Lines known by a metric: of the places where one may stand, the best that the document has."""
    return (
        _first(cells.of_metrics(facts, by), "document", "metric")
        .join(breakdowns.lines(by).lazy(), on="metric", maintain_order="left")
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
    """Lines known by a code of a classification, and the whole."""
    by_kind_of_money = breakdowns.tables(by)["measure"].n_unique() > 1 and by == "function_kind"
    rows = _coded_rows(facts, by)
    if by_kind_of_money:
        # The whole is that of all kinds of money, its parts are those of one kind.
        rows = rows.filter((pl.col("measure") == "total") == pl.col("is_whole"))
    suffix = pl.format(":{}", "measure") if by_kind_of_money else pl.lit("")
    code = pl.when("has_code").then("code")
    digits = code.str.len_chars()
    parent = pl.when(digits > 3).then(code.str.head(digits - 2) + suffix).when("has_code").then(pl.lit(WHOLE))
    return rows.select(
        "document",
        "basis",
        pl.coalesce(code + suffix, pl.lit(WHOLE)).alias("key"),
        code.alias("code"),
        pl.when(pl.lit(by_kind_of_money) & pl.col("has_code")).then("measure").alias("metric"),
        "line",
        pl.when("has_code").then((digits - 1) // 2).otherwise(0).cast(pl.Int32).alias("level"),
        parent.alias("parent"),
        *_amount_and_place(),
    )


def _coded_rows(facts: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Facts with a code of the classification, and of the whole; those of single units only where there are no others.

    Adds has_code and is_whole.
    """
    rows = cells.of_tables(facts, by).filter(pl.col("side").is_null() & pl.col("project").is_null())
    has_code = pl.col("code").str.starts_with(pl.col("digit")).fill_null(value=False)
    is_whole = ((pl.col("level") == 0) & (pl.col("role") == "total")).fill_null(value=False)
    of_all = (pl.col("owner").is_null() & pl.col("has_code")).any().over("document", "basis", "table_no")
    return (
        rows.with_columns(has_code=has_code, is_whole=is_whole)
        .filter(pl.col("has_code") | pl.col("is_whole"))
        .filter(pl.col("owner").is_null() | ~of_all)
    )


def _named(facts: pl.LazyFrame, by: Lines, renamed: pl.DataFrame) -> pl.LazyFrame:
    """Lines known by the name of a project or unit and the names above it."""
    rows = _with_path(_with_names(_named_rows(facts, by), by, renamed))
    total = pl.col("is_total")
    top_level = pl.col("path") == ""
    key = pl.when(top_level).then("name").otherwise(pl.concat_str("path", "name", separator="/"))
    parent = pl.when(total).then(None).when(top_level).then(pl.lit(WHOLE)).otherwise("path")
    return rows.select(
        "document",
        "basis",
        key.alias("key"),
        pl.lit(None, pl.String).alias("code"),
        pl.lit(None, pl.String).alias("metric"),
        pl.col("printed_name").alias("line"),
        _depth().alias("level"),
        parent.alias("parent"),
        *_amount_and_place(),
    )


def _named_rows(facts: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Facts of lines that are projects or units, and of the total; adds is_total and printed_name."""
    rows = cells.of_tables(facts, by).filter(pl.col("side").is_null())
    role = pl.col("role").fill_null("")
    if by == "unit":
        wanted, name = (role == "unit") | _beside_units(role), pl.coalesce("owner", "line")
    else:
        wanted, name = pl.col("project").is_not_null(), pl.coalesce("project", "line")
    is_total = role == "total"
    return rows.filter(wanted | is_total).with_columns(is_total=is_total, printed_name=name)


def _with_names(rows: pl.LazyFrame, by: Lines, renamed: pl.DataFrame) -> pl.LazyFrame:
    """Adds name: normalised and the newest it bears; of a project with the unit that owns it; `WHOLE` of the total."""
    newer = renamed.lazy().rename({"old": "old_name", "new": "new_name"})
    own_name = pl.when(pl.col("fiscal_year") < pl.col("since")).then("new_name").otherwise("old_name")
    owner = plain(pl.col("owner")).fill_null("") if by == "project" else pl.lit("")
    name = pl.when(owner != "").then(pl.format("{}@{}", own_name, owner)).otherwise(own_name)
    return (
        rows.with_columns(old_name=plain(pl.col("printed_name")))
        .join(newer, on=["department", "old_name"], how="left", maintain_order="left")
        .with_columns(name=pl.when("is_total").then(pl.lit(WHOLE)).otherwise(name))
    )


def _with_path(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Adds parent_name and top_name (of the two lines above, null for the whole), and path: both joined."""
    table = ["document", "basis", "table_no"]
    parents = rows.select(*table, parent_no="line_no", parent_name="name", top_no="parent_no").unique(
        [*table, "parent_no"]
    )
    tops = rows.select(*table, top_no="line_no", top_name="name").unique([*table, "top_no"])
    above = [pl.when(pl.col(name) != WHOLE).then(name) for name in ("top_name", "parent_name")]
    return (
        rows.join(parents, on=[*table, "parent_no"], how="left", maintain_order="left")
        .join(tops, on=[*table, "top_no"], how="left", maintain_order="left")
        .with_columns(path=pl.concat_str(above, separator="/", ignore_nulls=True))
    )


def _amount_and_place() -> tuple[pl.Expr, ...]:
    """The last columns of `LINES`, of facts."""
    return (
        pl.col("line_no").cast(pl.Int64).alias("order"),
        pl.col("amount_fen").alias("fen"),
        pl.col("quantum_fen"),
        *map(pl.col, _PLACE),
    )


def _beside_units(role: pl.Expr) -> pl.Expr:
    """Whether a line of a department is of its own offices: it stands beside units and is not all the money."""
    table = ["document", "basis", "table_no"]
    beside = (role == "unit").any().over(*table, "parent_no")
    whole = pl.col("amount_fen").filter(role == "total").first().over(*table)
    return (role == "department") & beside & pl.col("amount_fen").ne_missing(whole)


def _depth() -> pl.Expr:
    """How deep a named line is: by the names above it; where these are lost, no line is a part of the whole.

    Tables that indent projects under kinds of projects may have lost who is above whom: their lines would add
    up to several times the whole.
    """
    table = ["document", "basis", "table_no"]
    total = pl.col("is_total")
    above = pl.sum_horizontal(
        (pl.col(name) != WHOLE).fill_null(value=False).cast(pl.Int32) for name in ("top_name", "parent_name")
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


def _of_lines(statements: pl.LazyFrame, by: Lines) -> pl.LazyFrame:
    """Statements of the lines of a comparison: `stated_metric` is their own, `key` that of the line."""
    metrics = breakdowns.statement_metrics(by).lazy()
    coded = by in breakdowns.CLASSIFIED
    which = pl.col("code").is_not_null() if coded else pl.col("code").is_null()
    return (
        statements.filter(which)
        .rename({"metric": "stated_metric"})
        .join(metrics, on="stated_metric", maintain_order="left")
        .with_columns(key="code" if coded else "metric")
    )


def _first(rows: pl.LazyFrame, *keys: str) -> pl.LazyFrame:
    """Of the rows of a key those of the best rank, of these the first."""
    return rows.sort("rank", maintain_order=True).unique(keys, keep="first", maintain_order=True)


def _prefixed(rows: pl.LazyFrame, keys: list[str], prefix: str) -> pl.LazyFrame:
    return rows.select(
        *keys,
        pl.col("amount_fen").alias(f"{prefix}fen"),
        *(pl.col(name).alias(f"{prefix}{name}") for name in ("quantum_fen", "page", "row")),
    )
