"""The sheets of an xlsx workbook, through calamine and, for what it does not tell, the sheets' own markup."""

from __future__ import annotations

import datetime as dt
import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import python_calamine

from yusuan.extract.cell_text import cell_text
from yusuan.extract.office.number_format import BUILT_IN, shortest, shown
from yusuan.extract.office.sheet import Sheet, date_text
from yusuan.extract.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from yusuan.extract.office.zip_package import Package
    from yusuan.extract.raw import UnreadableError

# A sheet's rectangle of values. Disclosures need some 100,000; the format allows 17 thousand million, and
# calamine takes memory for each.
MAX_CELLS = 4_000_000

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_LAST_COLUMN = 16_384
_LAST_ROW = 1_048_576
_TRUE = {"1", "true"}


def xlsx_sheets(package: Package, data: bytes) -> list[Sheet]:
    """Read the worksheets of an xlsx.

    Args:
        package: the checked package, open.
        data: its bytes.

    Raises:
        UnreadableError: damaged, encrypted, or with a sheet that spans more than `MAX_CELLS`.
    """
    workbook = package.main_part()
    codes = _format_codes(package, workbook)
    parts = _sheet_parts(package, workbook)
    marked = {name: _read_markup(package, part, codes) for name, part in parts.items()}
    sheets = []
    with (
        _refusing_damage(package.path),
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book,
    ):
        for metadata in book.sheets_metadata:
            if metadata.typ == python_calamine.SheetTypeEnum.WorkSheet and metadata.name in marked:
                sheet, special = marked[metadata.name]
                sheet.name = metadata.name
                sheet.hidden = metadata.visible != python_calamine.SheetVisibleEnum.Visible
                _add_values(sheet, special, book.get_sheet_by_name(metadata.name))
                sheets.append(sheet)
    return sheets


@contextmanager
def _refusing_damage(path: Path) -> Iterator[None]:
    """Turn what calamine raises on a bad file into a refusal; its panics are no `Exception`."""
    try:
        yield
    except python_calamine.PasswordError as error:
        raise refusal(path, "文件已加密，请先解除密码", "encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise refusal(path, "文件已损坏或不完整", "damaged or truncated workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refusal(path, "文件已损坏或不完整", "damaged or truncated workbook") from error


def _add_values(
    sheet: Sheet, special: dict[tuple[int, int], str], source: python_calamine.CalamineSheet
) -> None:
    sheet.merged = [(*corner, *opposite) for corner, opposite in source.merged_cell_ranges or []]
    if source.start is None:
        return
    top, left = source.start
    for row, values in enumerate(source.to_python(skip_empty_area=True), start=top):
        for column, value in enumerate(values, start=left):
            if text := _text(value, special.get((row, column))):
                sheet.texts[row, column] = text


def _text(value: object, special: str | None) -> str:
    if isinstance(value, str):
        return cell_text(value) or (special or "")  # calamine gives "" for an error
    if isinstance(value, dt.date | dt.time):
        return date_text(value)
    if special is not None:
        return special
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shortest(value)
    return str(value).upper()  # TRUE, FALSE; a duration


def _format_codes(package: Package, workbook: str) -> list[str]:
    """The number format of each cell style."""
    for kind, name in package.related(workbook).values():
        if kind == "styles" and name in package.names:
            root = package.xml(name)
            codes = {str(number): code for number, code in BUILT_IN.items()}
            for own in root.iterfind("{*}numFmts/{*}numFmt"):
                codes[own.get("numFmtId", "")] = own.get("formatCode", "")
            return [codes.get(style.get("numFmtId", ""), "") for style in root.iterfind("{*}cellXfs/{*}xf")]
    return []


def _sheet_parts(package: Package, workbook: str) -> dict[str, str]:
    """The part of each worksheet, by the sheet's name."""
    related = package.related(workbook)
    parts = {}
    for sheet in package.xml(workbook).iterfind("{*}sheets/{*}sheet"):
        for key, value in sheet.attrib.items():
            kind, part = related.get(str(value), ("", "")) if str(key).endswith("}id") else ("", "")
            if kind == "worksheet":
                parts[sheet.get("name", "")] = part
    return parts


def _read_markup(package: Package, part: str, codes: list[str]) -> tuple[Sheet, dict[tuple[int, int], str]]:
    """What the markup of one sheet says.

    Returns:
        A sheet with its hidden rows and columns and its formulas without a value, and the text of the cells that hold an error, or a number
        that their format shows in a way of its own.
    """
    sheet = Sheet(part)
    special: dict[tuple[int, int], str] = {}
    extent: list[tuple[int, int]] = []
    place = (0, -1)
    row = -1
    for element in package.elements(part, ("{*}row", "{*}c", "{*}col")):
        tag = str(element.tag).rpartition("}")[2]
        if tag == "c":
            place = _place(package, element, (row + 1, place[1]))
            value = element.find("{*}v")
            if element.find("{*}f") is not None and (value is None or not (value.text or "").strip()):
                sheet.uncomputed.add(place)
            if value is not None or element.find("{*}is") is not None:
                extent.append(place)
                if (text := _special(element, value, codes)) is not None:
                    special[place] = text
        elif tag == "row":
            row = _number(package, element.get("r"), row + 2) - 1
            place = (row, -1)
            if element.get("hidden") in _TRUE or element.get("ht") == "0":
                sheet.hidden_rows.add(row)
            extent = _corners(extent)
            _refuse_huge(package, extent)
            _forget(element)
        elif element.get("hidden") in _TRUE or element.get("width") == "0":
            first, last = (_number(package, element.get(end), 1) for end in ("min", "max"))
            sheet.hidden_columns.update(range(first - 1, min(last, _LAST_COLUMN)))
    _refuse_huge(package, _corners(extent))
    return sheet, special


def _special(cell: etree._Element, value: etree._Element | None, codes: list[str]) -> str | None:
    text = (value.text or "").strip() if value is not None else ""
    kind = cell.get("t", "n")
    if kind == "e":
        return text
    style = cell.get("s", "0")
    code = codes[int(style)] if _is_count(style) and int(style) < len(codes) else ""
    if kind != "n" or not text or code in {"", "General"}:
        return None
    try:
        return shown(float(text), code)
    except ValueError:
        return None


def _place(package: Package, cell: etree._Element, after: tuple[int, int]) -> tuple[int, int]:
    """A cell's row and column; one that does not say stands in the row, right of the one before it."""
    said = cell.get("r")
    if said is None:
        row = cell.getparent()
        number = None if row is None else row.get("r")
        return _number(package, number, after[0] + 1) - 1, after[1] + 1
    match = _PLACE.fullmatch(said)
    if match is None:
        raise _damaged(package)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _number(package: Package, text: str | None, default: int) -> int:
    if text is None:
        return default
    if not (_is_count(text) and 1 <= int(text) <= _LAST_ROW):
        raise _damaged(package)
    return int(text)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


def _corners(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not places:
        return []
    rows, columns = zip(*places, strict=True)
    return [(min(rows), min(columns)), (max(rows), max(columns))]


def _damaged(package: Package) -> UnreadableError:
    return refusal(package.path, "文件已损坏或不完整", "damaged sheet")


def _refuse_huge(package: Package, extent: list[tuple[int, int]]) -> None:
    if extent and (extent[1][0] - extent[0][0] + 1) * (extent[1][1] - extent[0][1] + 1) > MAX_CELLS:
        raise refusal(package.path, "工作表的范围过大，不予读取", "a sheet spans too many cells")


def _forget(row: etree._Element) -> None:
    """Free a row that has been read, and what stands before it."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]
