"""A frame as a sheet of a workbook: numbers as numbers, formulas beside them, ready to filter and to print."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from xlsxwriter.utility import xl_col_to_name

from yusuan.model.money import FEN_PER_WAN_YUAN
from yusuan.model.vocabulary import Language, pick
from yusuan.report.elements.style import FONTS, light
from yusuan.storage.export import cell_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

Kind = Literal["text", "count", "money", "rate"]

# Decimals of 万元 by the coarsest precision in 分 that tells an amount exactly: 0.01 万元, 元, 分.
_DECIMALS = ((10_000, 2), (100, 4), (1, 6))
# Less than half a 分 is the noise of binary fractions.
_NOISE_WAN_YUAN = 0.0000005
_PLACEHOLDER = re.compile(r"\{(\w+)(:all)?\}")
_HEADER_POINTS = 30
_ROW_POINTS = 2.5
_LINE_POINTS = 13
_HIGHEST_POINTS = 409
_LEFT_EMPTY = 3
_LONGEST_HEADER = 100
_A4 = 9
_MARGINS_INCHES = {"left": 0.4, "right": 0.4, "top": 0.7, "bottom": 0.6}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        key: the column of the frame.
        heading: Chinese and English.
        kind: money is held in 分 in the frame and shown in 万元; a rate is a fraction, shown as a percentage.
        width: in characters.
        formula: where the frame has a value, this is written with the value as its cached result. `{key}` is
            the cell of another column in the same row, `{key:all}` all cells of that column.
        printed: whether it stands on paper, where long texts are broken into lines.
        warns_beyond: a column of tolerances in 分; what is farther from zero is coloured.
        colours: of values, by value.
    """

    key: str
    heading: tuple[str, str]
    kind: Kind = "text"
    width: int = 10
    formula: str | None = None
    printed: bool = True
    warns_beyond: str | None = None
    colours: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: on its tab, Chinese and English.
        columns: in their order; those that are not printed stand behind those that are.
        frame: has every column's key; `level` indents the line, `quantum_fen` is the precision of the amounts
            of a row in 分, by which their decimals are shown; without it, all have those that the finest needs.
        frozen: how many columns stay in sight.
        indented: the column that `level` indents.
        notes: lines below the table.
    """

    name: tuple[str, str]
    columns: Sequence[Column]
    frame: pl.DataFrame
    frozen: int = 0
    indented: str | None = None
    notes: Sequence[str] = ()


class Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        """Of an open workbook."""
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def __call__(self, **properties: object) -> Any:
        """The format with these properties, and the font of every page."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            font = FONTS.split(",")[0].strip("'")
            self._made[key] = self._book.add_format(
                {"font_name": font, "font_size": 10, "valign": "top", **properties}
            )
        return self._made[key]


def write(book: Any, formats: Formats, sheet: Sheet, title: str, lang: Language = "zh") -> None:
    """Add a sheet to an open workbook.

    Args:
        book: XlsxWriter's.
        formats: of the book.
        sheet: what to write.
        title: of the document, at the head of every printed page.
        lang: of the headings.
    """
    page = book.add_worksheet(pick(sheet.name, lang))
    height = sheet.frame.height
    lines = [1] * height
    page.set_row(0, _HEADER_POINTS)
    for index, column in enumerate(sheet.columns):
        beside_number = index > 0 and sheet.columns[index - 1].kind != "text"
        page.set_column(index, index, column.width)
        page.write_string(0, index, pick(column.heading, lang), _head(formats, column, beside_number))
        decimals = _decimals(sheet.frame, column)
        levels = sheet.frame["level"].to_list() if column.key == sheet.indented else [None] * height
        for row, value in enumerate(sheet.frame[column.key]):
            if value is None:
                continue
            if column.kind == "text":
                style = _text_style(formats, column, value, levels[row], beside_number)
                page.write_string(row + 1, index, cell_text(str(value)), style)
                if column.printed:
                    lines[row] = max(lines[row], _lines(str(value), column.width - (levels[row] or 0)))
            else:
                style = _number_style(formats, column, decimals[row])
                formula = _formula(sheet, column.formula, row + 1) if column.formula else None
                _write_number(page, row + 1, index, value, column, style, formula)
        if column.warns_beyond and height:
            _warn(page, sheet, column, formats)
    for row, count in enumerate(lines, start=1):
        if count > 1:
            page.set_row(row, min(count * _LINE_POINTS + _ROW_POINTS, _HIGHEST_POINTS))
    for number, note in enumerate(sheet.notes, start=height + 2):
        page.write_string(number, 0, cell_text(note), formats(font_color=light("muted")))
    _set_up(page, sheet, title, pick(sheet.name, lang))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column, of which a Chinese character takes two places."""
    places = (
        sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
        for line in text.splitlines()
    )
    # Words and punctuation that must not begin a line leave some of its places empty.
    return sum(1 if taken <= width else -(-taken // (width - _LEFT_EMPTY)) for taken in places) or 1


def _decimals(frame: pl.DataFrame, column: Column) -> list[int]:
    """Decimals of 万元 of each row of a column."""
    if column.kind != "money":
        return [0] * frame.height
    if "quantum_fen" in frame.columns:
        return [_decimals_of(quantum) for quantum in frame["quantum_fen"]]
    finest = max((_decimals_of(fen) for fen in frame[column.key].drop_nulls()), default=2)
    return [finest] * frame.height


def _decimals_of(fen: int) -> int:
    return next(decimals for step, decimals in _DECIMALS if fen % step == 0)


def _head(formats: Formats, column: Column, beside_number: bool) -> Any:
    return formats(
        bold=True,
        text_wrap=True,
        valign="vcenter",
        bg_color=light("base-fill"),
        bottom=1,
        font_color=light("ink"),
        align="left" if column.kind == "text" else "right",
        indent=int(column.kind == "text" and beside_number),
    )


def _text_style(
    formats: Formats, column: Column, value: object, level: int | None, beside_number: bool
) -> Any:
    properties: dict[str, object] = {"align": "left", "text_wrap": column.printed, "quote_prefix": True}
    properties["indent"] = (level or 0) + beside_number
    if level == 0:
        properties["bold"] = True
    if column.colours and value in column.colours:
        properties |= {"font_color": column.colours[str(value)], "bold": True}
    return formats(**properties)


def _number_style(formats: Formats, column: Column, decimals: int) -> Any:
    patterns = {"money": f"#,##0.{'0' * decimals}", "rate": "0.0%", "count": "0"}
    return formats(num_format=patterns[column.kind], align="right")


def _write_number(
    page: Any, row: int, index: int, value: float, column: Column, style: Any, formula: str | None
) -> None:
    number = value / FEN_PER_WAN_YUAN if column.kind == "money" else value
    if formula is None:
        page.write_number(row, index, number, style)
    else:
        page.write_formula(row, index, formula, style, number)


def _formula(sheet: Sheet, template: str, row: int) -> str:
    """A template of a formula with the addresses of a row, 0-based."""
    letters = {column.key: xl_col_to_name(index) for index, column in enumerate(sheet.columns)}

    def address(match: re.Match[str]) -> str:
        letter = letters[match[1]]
        return f"${letter}$2:${letter}${sheet.frame.height + 1}" if match[2] else f"{letter}{row + 1}"

    return "=" + _PLACEHOLDER.sub(address, template)


def _warn(page: Any, sheet: Sheet, column: Column, formats: Formats) -> None:
    """Colour what is beyond its tolerance, by a rule, so that it holds for what a reader changes too."""
    index = sheet.columns.index(column)
    beyond = f"ABS(N({{{column.key}}}))>N({{{column.warns_beyond}}})+{_NOISE_WAN_YUAN:.7f}"
    rule = {
        "type": "formula",
        "criteria": _formula(sheet, beyond, 1),
        "format": formats(font_color=light("broken"), bold=True),
    }
    page.conditional_format(1, index, sheet.frame.height, index, rule)


def _set_up(page: Any, sheet: Sheet, title: str, name: str) -> None:
    height, width = sheet.frame.height, len(sheet.columns)
    on_paper = sum(column.printed for column in sheet.columns)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, height, width - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(**_MARGINS_INCHES)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.print_area(0, 0, height + (len(sheet.notes) + 1 if sheet.notes else 0), on_paper - 1)
    # “&” begins a code of the header.
    header = cell_text(title)[:_LONGEST_HEADER].replace("&", "&&").replace("\n", " ")
    page.set_header(f"&L{header}&R{name}")
    page.set_footer("&C&P / &N")
