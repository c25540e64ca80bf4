"""Tables as pages show them → whole tables: stitched over pages, titled, with their unit of amount."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.extract.raw import Cell, RawDocument, RawTable, TextLine
from yusuan.model.money import UNIT_PATTERN, Unit, is_amount, is_half_a_unit, other_unit, parse_unit
from yusuan.model.text import bare, fold, plain, squeeze
from yusuan.model.vocabulary import TableKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from yusuan.reference import TitlePattern

    Row = Sequence[Cell | None]

# Lines above a table that can be its title or its unit: a title, its number, the department, the unit.
_LINES_ABOVE = 6
_LONGEST_TITLE = 60
_BRACKETS_BEHIND = re.compile(r"（[^（）]*）$")
_CONTINUED = re.compile(r"[（(]?(?:续表?|接上页)[）)]?\d*$")
_NAMES_OWNER = re.compile(
    r"^(?:编制|填报|公开|预算)?(?:部门|单位)(?:（单位）|（部门）|/单位|名称)*(?:名称)?[:：]"
)
_UNIT_ALONE = re.compile(rf"(?:^|[^\d.\s]\s+)({UNIT_PATTERN})$")
_NUMBER = re.compile(
    r"^(?:附?表|公开(?:\d+)?表?|预算公开表)[\d一二三四五六七八九十]*[:：-]?\d*$|^[-—\d\s/]+$"
)


@dataclass(frozen=True)
class Table:
    """One whole table of a document.

    Attributes:
        no: 1-based place among the document's tables.
        kind: by its title, or `other`.
        title: as printed, "" where none stands above it.
        title_line: where the title is printed, None where there is none.
        unit: its unit of amount, None where none is stated.
        other_unit: what it states instead of a unit of amount (元/人), None where it does not.
        rows: every grid position with the cell that covers it, None where nothing is printed.
        ruled: whether its grid was drawn or marked up.
        ocr: whether it was recognised from a picture.
        page: where it begins.
        row: 1-based row of its first cell.
    """

    no: int
    kind: TableKind
    title: str
    title_line: TextLine | None
    unit: Unit | None
    rows: tuple[tuple[Cell | None, ...], ...]
    ruled: bool
    ocr: bool
    page: int
    row: int
    other_unit: str | None = None

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def place(self, row: int) -> Cell | None:
        """The cell by which a row is found: the first that begins in it, else any that it prints."""
        printed = [cell for cell in self.rows[row] if cell is not None]
        above = self.rows[row - 1] if row else ()
        own = (cell for cell in printed if cell.text.strip() and all(cell is not other for other in above))
        return next(own, printed[0] if printed else None)


def assemble(raw: RawDocument) -> list[Table]:
    """The whole tables of a document, in order."""
    tables: list[Table] = []
    above: list[TextLine] = []
    for block in raw.blocks:
        if isinstance(block, TextLine):
            above.append(block)
            continue
        table = _titled(len(tables) + 1, block, _expand(block), above)
        if tables and _goes_on(tables[-1], table, block, above):
            tables[-1] = _joined(tables[-1], table)
        elif table.rows:
            tables.append(table)
        above = []
    return _one_of_each(tables)


def _one_of_each(tables: Sequence[Table]) -> list[Table]:
    """Kinds settled over the document: what only may be a kind is `other` where another table plainly is."""
    ranks = [known.rank if (known := _known(table.title)) is not None else 0 for table in tables]
    best: dict[TableKind, int] = {}
    for table, rank in zip(tables, ranks, strict=True):
        best[table.kind] = min(best.get(table.kind, rank), rank)
    return [
        table if rank == best[table.kind] else replace(table, kind=TableKind.OTHER)
        for table, rank in zip(tables, ranks, strict=True)
    ]


def kind_of(title: str) -> TableKind:
    """The kind that a title names, `other` if none is known."""
    known = _known(title)
    return TableKind.OTHER if known is None else known.kind


def _known(title: str) -> TitlePattern | None:
    folded = bare(title)
    return next((known for known in reference.table_titles() if known.pattern.search(folded)), None)


def _expand(table: RawTable) -> list[list[Cell | None]]:
    rows: list[list[Cell | None]] = [[None] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, table.n_rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, table.n_columns)):
                rows[row][column] = cell
    return rows


def _goes_on(before: Table, table: Table, block: RawTable, above: Sequence[TextLine]) -> bool:
    """Whether a table continues the one before: the same page rules, heading or title, nothing else between."""
    if before.width != table.width or not table.rows:
        return False
    same_title = table.title_line is None or bare(_CONTINUED.sub("", table.title)) == bare(before.title)
    if not same_title:
        return False
    furniture = [line for line in above if not _is_furniture(line, table)]
    repeated = _repeated(before, table)
    if repeated:
        return not _says_otherwise(before.rows[repeated:], table.rows[repeated:]) and not any(
            len(squeeze(line.text)) > _LONGEST_TITLE for line in furniture
        )
    if furniture:
        return False
    return block.continues or any(is_amount(text) for text in _texts(table.rows[0]))


def _is_furniture(line: TextLine, table: Table) -> bool:
    """Whether a line between two pages of a table is its title again, its unit, or a page number."""
    return (
        line is table.title_line
        or parse_unit(line.text) is not None
        or _NUMBER.match(squeeze(line.text)) is not None
    )


def _repeated(before: Table, table: Table) -> int:
    """How many rows at the top of a table repeat those of the one before: headings, often the total too."""
    count = 0
    for ours, theirs in zip(table.rows, before.rows, strict=False):
        texts = _texts(ours)
        if texts != _texts(theirs) or not any(texts):
            break
        if not count and any(is_amount(text) for text in texts if len(text) > 2):
            break
        count += 1
    return count


def _says_otherwise(before: Sequence[Row], after: Sequence[Row]) -> bool:
    """Whether two tables go on with one label and other amounts: two forms of one name, no form over two pages."""
    if not before or not after:
        return False
    labels, others = ([text for text in _texts(rows[0]) if not is_amount(text)] for rows in (before, after))
    return labels == others and any(labels) and any(is_amount(text) for text in _texts(after[0]))


def _joined(before: Table, table: Table) -> Table:
    """The table with further rows; a repeated heading is left out."""
    further = _counted_on(before, table.rows)[_repeated(before, table) :]
    return replace(before, rows=before.rows + further, unit=before.unit or table.unit)


def _counted_on(
    before: Table, rows: Sequence[tuple[Cell | None, ...]]
) -> tuple[tuple[Cell | None, ...], ...]:
    """Rows that go on counting on the pages of the table before, where their reader began anew."""
    ours = {id(cell): cell for row in rows for cell in row if cell is not None}
    last = _extreme_rows(max, (cell for row in before.rows for cell in row if cell is not None))
    first = _extreme_rows(min, ours.values())
    behind = {page: last[page] for page, row in first.items() if row <= last.get(page, 0)}
    moved = {
        key: replace(cell, page_row=cell.page_row + behind[cell.page]) if cell.page in behind else cell
        for key, cell in ours.items()
    }
    return tuple(tuple(None if cell is None else moved[id(cell)] for cell in row) for row in rows)


def _extreme_rows(which: Callable[[int, int], int], cells: Iterable[Cell]) -> dict[int, int]:
    """The first or last row of cells on each of their pages."""
    rows: dict[int, int] = {}
    for cell in cells:
        rows[cell.page] = which(rows.get(cell.page, cell.page_row), cell.page_row)
    return rows


def _texts(row: Sequence[Cell | None]) -> list[str]:
    return ["" if cell is None else squeeze(cell.text) for cell in row]


def _titled(
    no: int, block: RawTable, rows: Sequence[Sequence[Cell | None]], above: Sequence[TextLine]
) -> Table:
    title: TextLine | None = None
    unit: Unit | None = None
    best: tuple[int, int] | None = None
    near = above[-_LINES_ABOVE:]
    for distance, line in enumerate(reversed(near)):
        if unit is None:
            # “单位：万” and “元” can stand on two lines, whose table it is before the second half.
            behind = near[len(near) - distance].text.split() if distance else []
            unit = parse_unit(line.text) or (
                parse_unit(line.text + behind[-1]) if behind and is_half_a_unit(line.text) else None
            )
            unit = unit or (_unit_alone(near) if not distance else None)
        rank = _title_rank(line.text)
        if rank is not None and (best is None or (rank, distance) < best):
            best = (rank, distance)
            title = line
    texts_above = [line.text for line in reversed(near)]
    skipped, inside_title, inside_unit = _title_rows(rows)
    unit = inside_unit or unit
    # What a sheet prints in its own grid is nearer than the line above it (a workbook's name of the sheet).
    if inside_title is not None and (title is None or _known(_without_unit(inside_title.text)) is not None):
        title = inside_title
    body = tuple(tuple(row) for row in rows[skipped:])
    first = next((cell for row in body for cell in row if cell is not None), None)
    text = "" if title is None else _without_unit(title.text)
    return Table(
        no=no,
        kind=kind_of(text),
        title=text,
        title_line=title,
        unit=unit,
        rows=body,
        ruled=block.ruled,
        ocr=block.ocr,
        page=block.page,
        row=first.page_row if first is not None else 1,
        other_unit=None if unit is not None else next(filter(None, map(other_unit, texts_above)), None),
    )


def _unit_alone(near: Sequence[TextLine]) -> Unit | None:
    """The unit that is the last word of the line right above a table (“甲市财政局 万元”), no half of one."""
    match = _UNIT_ALONE.search(near[-1].text.strip())
    if match is None or (len(near) > 1 and is_half_a_unit(near[-2].text)):
        return None
    return parse_unit(f"（{match[1]}）")


def _title_rank(text: str) -> int | None:
    """How well a line would do as a title (0 best); None if it cannot be one."""
    folded = squeeze(_without_unit(text))
    if not 2 < len(folded) <= _LONGEST_TITLE or _NUMBER.match(folded) or _NAMES_OWNER.match(folded):
        return None
    if folded.endswith(("。", "；", "，", "：")):
        return None
    if _known(folded) is not None:
        return 0 if folded.endswith("表") or bare(folded).endswith("表") else 1
    return 2 if _BRACKETS_BEHIND.sub("", folded).endswith(("表", "情况")) else None


def _without_unit(text: str) -> str:
    return re.sub(r"[（(]?(?:金额)?单位\s*[:：].*$", "", fold(text)).strip()


def _title_rows(rows: Sequence[Sequence[Cell | None]]) -> tuple[int, TextLine | None, Unit | None]:
    """Rows at the top that are one text over the whole width: a title or a unit inside the grid."""
    title: TextLine | None = None
    unit: Unit | None = None
    skipped = 0
    for row in rows:
        printed = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}
        if len(printed) > 2 or any(is_amount(cell.text) for cell in printed.values()):
            break
        found = [(cell, parse_unit(cell.text)) for cell in printed.values()]
        wide = all(cell.column_span > max(1, len(row) // 2) for cell in printed.values())
        named = [cell for cell, its_unit in found if its_unit is None and _title_rank(cell.text) is not None]
        units = [its_unit for _, its_unit in found if its_unit is not None and "单位" in squeeze(_.text)]
        numbered = all(_NUMBER.match(squeeze(cell.text)) for cell in printed.values())
        if not units and not numbered and not (named and wide and len(printed) == 1):
            break
        if units:
            unit = units[0]
        if named and title is None and wide:
            title = TextLine(text=named[0].text, page=named[0].page, row=named[0].page_row)
        skipped += 1
    if skipped >= len(rows):
        return 0, None, unit
    return skipped, title, unit


def label_key(text: str) -> str:
    """A row label in the form in which labels are compared: no enumerator, no blanks, no quotes."""
    return bare(plain(text))
