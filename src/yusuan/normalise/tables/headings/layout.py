"""How a table is laid out: its columns, its heading rows, its forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yusuan.normalise.tables.assembly import Table
    from yusuan.normalise.tables.headings.heading_reader import Column, HeadingReader


@dataclass(frozen=True, slots=True)
class Field:
    """One amount of a form, beside the label that says what it is.

    Attributes:
        line_no: of the line to which it belongs.
        row: 0-based row of the table.
        column: where it stands, and the path of its labels.
    """

    line_no: int
    row: int
    column: Column


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out.

    Attributes:
        heading_rows: number of rows at the top that are headings.
        columns: one for each column of the grid; of forms those of their fields and tasks behind them.
        levels: the texts of the heading rows, spread over what they span: levels[row][column].
        reader: what read the headings.
        forms: where the table is a sheet of forms, these.
    """

    heading_rows: int
    columns: tuple[Column, ...]
    levels: tuple[tuple[str, ...], ...]
    reader: HeadingReader
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Targets:
    """A grid of indicators: its rows, and where its fields stand."""

    first: int
    end: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tasks:
    """A grid of tasks with their money: the row at which it begins, and the grid as a table of its own."""

    first: int
    table: Table
    layout: Layout


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        line_no: of the line to which its money belongs.
        first: 0-based row at which it begins.
        label: the name of its project, else of its unit, else the title it stands under.
        project: "" where it names none.
        owner: the unit it names, "" where it names none.
        goal: of the year where it prints several, "" where it prints none.
        fields: its amounts.
        tasks: its grids of tasks.
        targets: its grids of indicators; a further one where a page repeats their heading.
    """

    line_no: int
    first: int
    label: str
    project: str
    owner: str
    goal: str
    fields: tuple[Field, ...]
    tasks: tuple[Tasks, ...]
    targets: tuple[Targets, ...]
