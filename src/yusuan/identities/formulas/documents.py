"""Cells of a document against cells of another: of the year before, of the budget, of the department."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan import reference
from yusuan.identities.formulas.cells import compared, key_of, selector_frame, selector_rows
from yusuan.identities.formulas.picked_cells import picked
from yusuan.model.vocabulary import Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.identities.entries import DocumentsAgree, Selector

# A budget can print what was spent in the year before, a final account what was then budgeted: neither is
# what the document of the year before and of the same phase discloses.
_SPENT = r"执行|决算|完成"
_BUDGETED = r"(?:上年|去年|20\d\d年)度?(?:年初|调整|全年)?预算"


def document_residuals(
    facts: pl.LazyFrame, frames: Mapping[str, pl.LazyFrame], formulas: Sequence[DocumentsAgree]
) -> pl.LazyFrame:
    """One residual a formula and pair of documents, or one for each key; facts as of `addends.keyed`."""
    of_formula = pl.LazyFrame(
        [(formula.identity, formula.other) for formula in formulas],
        schema={"identity": pl.String, "other": pl.String},
        orient="row",
    )
    pairs = paired(frames).join(of_formula, on="other")
    selectors = selector_frame(
        row
        for formula in formulas
        for is_sum, side in ((True, formula.left), (False, formula.right))
        for row in selector_rows(
            formula.identity, _by_table(side), formula.each, formula.relation, is_sum=is_sum
        )
    )
    column = ["document", "table_no", "side", "column"]
    other_phase = _of_other_phase(frames["columns"])
    columns = frames["columns"].join(other_phase, on=column, how="anti", nulls_equal=True)
    cells = (
        picked(
            facts.join(other_phase.with_columns(_side()), on=column, how="anti"),
            {**frames, "columns": columns},
            selectors,
        )
        .with_columns(key=key_of(pl.col("each")), at_document="document")
        .filter((pl.col("each") == "once") | (pl.col("key") != ""))
        .with_columns(key=pl.format("{} {}", "table", "key"))
    )
    tested = cells.filter("is_sum").join(pairs, on=["document", "identity"], how="semi")
    others = (
        cells.filter(~pl.col("is_sum"))
        .drop("document")
        .join(pairs, left_on=["at_document", "identity"], right_on=["other_document", "identity"])
    )
    others = _of_the_unit(of_one_meaning(others), frames["lines"])
    both = pl.concat([tested, others.select(tested.collect_schema().names())])
    return compared(both, "at_document").with_columns(tables=pl.concat_list("table_no"))


def paired(frames: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """Which documents are held against which.

    Args:
        frames: documents and lines.

    Returns:
        Columns document, fiscal_year, phase, name (of department or unit), other (as of `suite.Other`),
        other_document, other_year, is_office (whether the document is of a department's own office); a
        document has at most one of each.
    """
    documents = frames["documents"].select(
        "document", "department", "scope", "fiscal_year", "phase", name=_plain_name("department")
    )
    others = documents.select(
        "department", "scope", "phase", "fiscal_year", other_document="document", other_year="fiscal_year"
    )
    holding = others.filter(pl.col("scope") == Scope.DEPARTMENT).drop("scope")
    units = documents.filter(pl.col("scope") == Scope.UNIT)
    listed = frames["lines"].filter(pl.col("role") == "unit").select("document", name=_plain_name("owner"))
    found = {
        "previous_year": documents.join(
            others.with_columns(pl.col("fiscal_year") + 1),
            on=["department", "scope", "phase", "fiscal_year"],
        ),
        "budget": documents.filter(pl.col("phase") == Phase.FINAL).join(
            others.filter(pl.col("phase") == Phase.BUDGET), on=["department", "scope", "fiscal_year"]
        ),
        "department": pl.concat(
            [
                units.with_columns(office=_of_office(pl.col("name")), is_office=pl.lit(value=True)).join(
                    holding.with_columns(office=_of_office(_plain_name("department"))),
                    on=["office", "fiscal_year", "phase"],
                ),
                units.join(
                    holding.join(listed.unique(), left_on="other_document", right_on="document"),
                    on=["name", "fiscal_year", "phase"],
                ),
            ],
            how="diagonal",
        ),
    }
    columns = ["document", "fiscal_year", "phase", "name", "other", "other_document", "other_year"]
    return (
        pl.concat([frame.with_columns(other=pl.lit(other)) for other, frame in found.items()], how="diagonal")
        .select(*columns, pl.col("is_office").fill_null(value=False))
        .sort("document", "other", pl.col("is_office").not_(), "other_document")
        .unique(["document", "other"], keep="first", maintain_order=True)
    )


def of_one_meaning(others: pl.LazyFrame) -> pl.LazyFrame:
    """Without codes that meant something else in the other document's year (`other_year`) than in `fiscal_year`."""
    reused = pl.LazyFrame(
        list(reference.reused_codes().items()),
        schema={"code": pl.String, "until": pl.Int32},
        orient="row",
    )
    return others.join(reused, on="code", how="left").filter(
        ~pl.col("until").is_between("other_year", pl.col("fiscal_year") - 1).fill_null(value=False)
    )


def _by_table(selectors: Sequence[Selector]) -> list[Selector]:
    return [
        selector.model_copy(update={"tables": [table]}) for selector in selectors for table in selector.tables
    ]


def _side() -> pl.Expr:
    return pl.col("side").cast(pl.String).fill_null("")


def _plain_name(column: str) -> pl.Expr:
    """The name of an organisation whatever its number and punctuation."""
    return pl.col(column).str.replace(r"^[\d\-－_ ]+", "").str.replace_all(r"[^\p{L}\p{N}]", "")


def _of_office(name: pl.Expr) -> pl.Expr:
    """Whose own office a name means."""
    return name.str.replace(r"(?:本级|本部|机关)$", "")


def _of_other_phase(columns: pl.LazyFrame) -> pl.LazyFrame:
    """Columns of the year before that are of the other phase."""
    heading = pl.col("heading")
    return columns.filter(
        pl.col("measure").str.contains("previous_year", literal=True)
        & pl.when(pl.col("phase") == Phase.BUDGET)
        .then(heading.str.contains(_SPENT))
        .otherwise(heading.str.contains(_BUDGETED))
    ).select("document", "table_no", "side", "column")


def _of_the_unit(others: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Of a department's lines by unit those of the unit."""
    owners = lines.select(
        "table_no", "line_no", at_document="document", side=_side(), owner_name=_plain_name("owner")
    )
    unit = pl.col("name_right")
    line = ["at_document", "table_no", "side", "line_no"]
    return others.join(owners, on=line, how="left").filter(
        (pl.col("role").fill_null("") != "unit")
        | (pl.col("other") != "department")
        | (pl.col("owner_name") == unit)
        | (pl.col("is_office") & (_of_office(pl.col("owner_name")) == _of_office(unit)))
    )
