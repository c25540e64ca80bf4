"""The lines of a document under the keys that the compared years share, with codes that moved in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.analysis.disclosed import breakdowns
from yusuan.analysis.disclosed.amounts import WHOLE

if TYPE_CHECKING:
    from yusuan.analysis.disclosed.breakdowns import By
    from yusuan.analysis.years.crosswalk import Crosswalk

_FIRST = ("line", "metric", "page", "row", "column", "title", "heading", "document")
_AT = ("pair", "year", "basis", "key")
_SIDE = (*_AT, "code", "level", "parent", *_FIRST, "order", "fen", "printed_fen", "quantum_fen", "codes")
_SHARED: dict[str, pl.DataType] = {
    "first_year": pl.Int32(),
    "last_year": pl.Int32(),
    "year": pl.Int32(),
    "code": pl.String(),
    "shared": pl.String(),
}
# 类 has 3 digits, 款 5.
_ANCESTORS = (3, 5)


def sided(lines: pl.DataFrame, members: pl.DataFrame, by: By, crosswalk: Crosswalk) -> pl.DataFrame:
    """The lines of each member of a comparison, under shared keys.

    Args:
        lines: columns of `amounts.LINES`.
        members: columns pair, document, year, first_year, last_year: the documents compared under one number,
            the fiscal year of each, and the years from which and to which is compared.
        by: which lines.
        crosswalk: which codes became which.

    Returns:
        One row a pair, year, basis and key: code, metric, line, level, parent, order, fen (comparable: what
        moved between classes counts where it belongs in the last year), printed_fen (as the tables print it,
        null for a class that only the crosswalk makes), quantum_fen, codes (as printed, where they are others
        than the key), document, page, row, column, title, heading. Lines of one key are added up.
    """
    shared = (
        _shared_keys(members, by, crosswalk) if by in breakdowns.CLASSIFIED else pl.DataFrame(schema=_SHARED)
    )
    spans = ["first_year", "last_year", "year"]
    touched = members.join(shared, on=spans, how="semi")
    untouched = members.join(shared, on=spans, how="anti") if len(touched) else members
    plain = _of_members(untouched, lines)
    if touched.is_empty():
        return plain
    keyed = _keyed(
        touched.lazy().join(lines.lazy(), on="document", maintain_order="left_right"), shared.lazy()
    )
    moved = pl.concat([keyed, _moved_between_classes(keyed)], how="diagonal")
    return pl.concat([plain, _grouped(moved).select(plain.columns).collect()])


def _of_members(members: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines whose keys are their own; only those printed more than once need to be added up."""
    of_pair = (
        members.select("pair", "document", "year")
        .join(lines, on="document", maintain_order="left_right")
        .with_columns(
            printed_fen="fen",
            codes=pl.lit(None, pl.String),
            printed_code="code",
            moved_fen=pl.lit(None, pl.Int64),
            again=pl.len().over(_AT) > 1,
        )
        .select(*_SIDE, "printed_code", "moved_fen", "again")
    )
    if not of_pair["again"].any():
        return of_pair.select(_SIDE)
    again = _grouped(of_pair.lazy().filter("again")).select(_SIDE).collect()
    return pl.concat([of_pair.filter(~pl.col("again")).select(_SIDE), again])


def common_basis(
    current: pl.DataFrame, base: pl.DataFrame, implied: pl.DataFrame, by: By
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both sides by the lines of one table: one that both years have, else one with an implied base, else the best.

    Args:
        current: of `sided`.
        base: likewise.
        implied: columns pair, basis: of which tables prose implies amounts of the base year.
        by: which lines.
    """
    if not breakdowns.is_listed(by):
        return current, base
    at = ["pair", "basis"]
    sides = {"current": current, "base": base, "implied": implied}
    marked = [
        frame.select(at).unique().with_columns(pl.lit(value=True).alias(f"has_{name}"))
        for name, frame in sides.items()
    ]
    candidates = pl.concat(marked[:2], how="diagonal").select(at).unique()
    for frame in marked:
        candidates = candidates.join(frame, on=at, how="left")
    flags = candidates.with_columns(pl.col("^has_.*$").fill_null(value=False))
    best = [
        pl.col("has_current") & pl.col("has_base"),
        pl.col("has_current"),
        pl.col("has_implied"),
        -pl.col("basis"),
    ]
    chosen = flags.sort("pair", *best, descending=[False, *[True] * len(best)]).unique(
        "pair", keep="first", maintain_order=True
    )
    if len(chosen) == len(candidates):
        return current, base
    return current.join(chosen, on=at, how="semi"), base.join(chosen, on=at, how="semi")


def shared_basis(sides: pl.DataFrame, by: By) -> pl.DataFrame:
    """All years of a pair by the lines of one table: the one that most years have, of these the best."""
    if not breakdowns.is_listed(by):
        return sides
    at = ["pair", "basis"]
    chosen = (
        sides.group_by(at)
        .agg(pl.col("year").n_unique())
        .sort("pair", "year", "basis", descending=[False, True, False])
        .unique("pair", keep="first", maintain_order=True)
    )
    return sides.join(chosen, on=at, how="semi")


def _keyed(of_pair: pl.LazyFrame, shared: pl.LazyFrame) -> pl.LazyFrame:
    """Lines with the code of the last year for their key, and the level and parent that go with it."""
    suffix = pl.when(pl.col("code").is_not_null()).then(pl.col("key").str.strip_prefix(pl.col("code")))
    code = pl.col("shared")
    digits = code.str.len_chars()
    return (
        of_pair.with_columns(suffix=suffix)
        .join(shared, on=["first_year", "last_year", "year", "code"], how="left", maintain_order="left")
        .with_columns(shared=pl.coalesce("shared", "code"), printed_code="code")
        .with_columns(
            moved_fen=pl.lit(None, pl.Int64),
            code=code,
            key=pl.coalesce(code + pl.col("suffix"), pl.lit(WHOLE)),
            level=pl.when(code.is_null()).then(0).otherwise((digits - 1) // 2).cast(pl.Int32),
            parent=pl.when(digits > 3)
            .then(code.str.head(digits - 2) + pl.col("suffix"))
            .when(code.is_not_null())
            .then(pl.lit(WHOLE)),
        )
        .drop("shared")
    )


def _shared_keys(members: pl.DataFrame, by: By, crosswalk: Crosswalk) -> pl.DataFrame:
    """For each span of years and year, the codes whose key is another."""
    shared = []
    for (first, last), of_span in members.group_by("first_year", "last_year", maintain_order=True):
        years = {int(str(first)), int(str(last)), *of_span["year"]}
        keys = crosswalk.keys(breakdowns.CLASSIFIED[by], years).rename({"key": "shared"})
        span = (pl.lit(first, pl.Int32).alias("first_year"), pl.lit(last, pl.Int32).alias("last_year"))
        shared.append(keys.select(*span, "year", "code", "shared"))
    return pl.concat(shared) if shared else pl.DataFrame(schema=_SHARED)


def _moved_between_classes(keyed: pl.LazyFrame) -> pl.LazyFrame:
    """What leaves the classes it was printed in, and enters those in which it belongs in the last year."""
    moved = keyed.filter((pl.col("printed_code") != pl.col("code")) & (pl.col("level") > 1))
    rows = []
    for digits in _ANCESTORS:
        old, new = pl.col("printed_code").str.head(digits), pl.col("code").str.head(digits)
        crossing = moved.filter((old != new) & (pl.col("code").str.len_chars() > digits))
        parent = (
            pl.lit(WHOLE)
            if digits == _ANCESTORS[0]
            else pl.col("ancestor").str.head(digits - 2) + pl.col("suffix")
        )
        for ancestor, sign in ((old, -1), (new, 1)):
            rows.append(
                crossing.with_columns(ancestor=ancestor).select(
                    "pair",
                    "year",
                    "basis",
                    (pl.col("ancestor") + pl.col("suffix")).alias("key"),
                    pl.col("ancestor").alias("code"),
                    pl.lit((digits - 1) // 2, pl.Int32).alias("level"),
                    parent.alias("parent"),
                    "metric",
                    (sign * pl.col("fen")).alias("moved_fen"),
                )
            )
    return pl.concat(rows)


def _grouped(rows: pl.LazyFrame) -> pl.LazyFrame:
    printed = pl.col("fen").is_not_null()
    other = printed & (pl.col("printed_code") != pl.col("code"))
    return (
        rows.sort(
            pl.col("fen").is_null(), pl.col("printed_code").ne_missing(pl.col("code")), maintain_order=True
        )
        .group_by(_AT, maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in ("code", "level", "parent", *_FIRST)),
            order=pl.col("order").min(),
            printed_fen=pl.when(printed.any()).then(pl.col("fen").sum()),
            moved_fen=pl.col("moved_fen").sum(),
            quantum_fen=pl.col("quantum_fen").sum(),
            codes=pl.col("printed_code").filter(other).unique(maintain_order=True).str.join("+"),
        )
        .with_columns(
            fen=pl.col("printed_fen").fill_null(0) + pl.col("moved_fen"),
            codes=pl.when(pl.col("codes") != "").then("codes"),
        )
    )
