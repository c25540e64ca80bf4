"""facts, statements, indicators, terms, documents: the clean data, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.cli.options import (
    Clean,
    Departments,
    Format,
    OnePhase,
    OneScope,
    Table,
    Years,
    select,
    workspace_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    import typer

    from yusuan.model.vocabulary import TableKind

_COMMANDS = {
    "facts": "表中的金额，一行一个。\n\nThe amounts of the tables, one a row.",
    "statements": "文字所说的数字，一行一个。\n\nThe figures said in prose, one a row.",
    "indicators": "绩效指标，一行一个。\n\nThe performance indicators, one a row.",
    "terms": "名词解释，一行一条。\n\nThe terms that documents explain, one a row.",
    "documents": "读入的文件，一行一个。\n\nThe documents read, one a row.",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, text in _COMMANDS.items():
        app.command(name, help=text)(_printer(name))


def _printer(name: str) -> Callable[..., None]:
    def command(
        clean: Clean = None,
        department: Departments = None,
        year: Years = None,
        phase: OnePhase = None,
        scope: OneScope = None,
        table: Table = None,
        form: Format = "table",
    ) -> None:
        workspace = workspace_at(clean)
        rows = select(
            workspace.frame(name),
            workspace.documents(),
            department=department,
            fiscal_year=year,
            phase=phase,
            scope=scope,
        )
        if table is not None:
            rows = _of_table(name, rows, workspace.facts(), table)
        from yusuan.cli.printing import print_frame  # noqa: PLC0415 — polars is loaded only to print

        print_frame(name, rows.collect(), form)

    return command


def _of_table(name: str, rows: pl.LazyFrame, facts: pl.LazyFrame, table: TableKind) -> pl.LazyFrame:
    """Facts of a kind of table; of what is no table, the rows of documents that have such a table."""
    if name == "facts":
        return rows.filter(table=table.value)
    return rows.join(facts.filter(table=table.value), on="document", how="semi")
