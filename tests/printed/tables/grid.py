"""Columns and rows → the grid of a table: headings over several levels, numbers of columns, amounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from printed.document import Cell, Grid, Meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printed.amounts import Printer
    from printed.options import Layout
    from printed.truth import Body, Portion

Wanted = Callable[["Portion"], bool]

# What the field writes in place of a heading.
SYNONYMS = {
    "合计": ("总计",),
    "基本支出": ("基本支出小计",),
    "项目支出": ("项目支出小计", "项目支出合计"),
    "人员经费": ("人员支出", "人员经费支出"),
    "公用经费": ("日常公用经费", "公用支出"),
    "预算数": ("金额", "{year}年预算数", "本年预算数"),
    "科目编码": ("功能科目编码", "科目代码", "功能分类科目编码"),
    "科目名称": ("功能科目名称", "功能分类科目名称"),
    "项目": ("项目名称", "项  目"),
    "单位名称": ("部门（单位）名称", "预算单位"),
    "项目单位": ("实施单位",),
    "项目名称": ("二级项目名称",),
}


def everything(_: Portion) -> bool:
    """Every portion."""
    return True


@dataclass(frozen=True)
class Column:
    """A column of amounts: its headings from the outermost, its measure, and whose money it sums."""

    path: tuple[str, ...]
    measure: str | None
    wanted: Wanted = everything
    proven: bool = True


@dataclass(frozen=True)
class Row:
    """A row: the texts before its amounts, what it is, and whose money it sums; blank where none."""

    labels: tuple[Cell, ...]
    line: str
    wanted: Wanted | None = everything
    code: str | None = None
    owner: str | None = None


@dataclass
class Page:
    """What a table is printed with."""

    body: Body
    layout: Layout
    printer: Printer
    kind: str
    names: tuple[str, ...] = ()  # headings of the columns before the amounts
    columns: list[Column] = field(default_factory=list)

    def grid(self, rows: Sequence[Row]) -> Grid:
        """The table of these rows."""
        columns = self._ordered()
        paths = [(name,) for name in self.names] + [column.path for column in columns]
        headings = self.headings(paths)
        printed = [[*row.labels, *(self.amount(row, column) for column in columns)] for row in rows]
        return Grid([*headings, *printed], len(headings), self.kind)

    def amount(self, row: Row, column: Column) -> Cell:
        """The cell of a row in a column."""
        if row.wanted is None:
            return Cell()
        wanted = row.wanted
        fen = self.body.sum(lambda one: wanted(one) and column.wanted(one))
        meaning = Meaning(self.kind, row.line, column.measure, None, row.code, row.owner, column.proven)
        return self.printer.cell(fen, meaning)

    def headings(self, paths: Sequence[tuple[str, ...]]) -> list[list[Cell]]:
        """The rows of headings: those of one name beside each other are one, those above nothing reach down."""
        depth = max(len(path) for path in paths)
        rows: list[list[Cell]] = [[] for _ in range(depth)]
        for level in range(depth):
            start = 0
            while start < len(paths):
                path = paths[start]
                stop = start + 1
                while (
                    stop < len(paths)
                    and level < len(path) - 1
                    and paths[stop][: level + 1] == path[: level + 1]
                ):
                    stop += 1
                if level < len(path):
                    down = depth - level if level == len(path) - 1 else 1
                    rows[level].append(replace(self.heading(path[level]), rows=down, columns=stop - start))
                start = stop
        if self.layout["columns"] == "numbered":
            labels = len(self.names)
            numbers = [Cell("栏次" if at == 0 else "", is_heading=True) for at in range(labels)]
            numbers += [Cell(str(at), is_heading=True) for at in range(1, len(paths) - labels + 1)]
            rows.append(numbers)
        return rows

    def heading(self, text: str) -> Cell:
        """One heading in the words and the form of the layout."""
        form = self.layout["headings"]
        if form == "synonyms":
            others = SYNONYMS.get(text, (text,))
            text = others[self.body.fiscal_year % len(others)].format(year=self.body.fiscal_year)
        if form == "two_lines" and len(text) > 3 and "（" not in text:
            middle = (len(text) + 1) // 2
            text = f"{text[:middle]}\n{text[middle:]}"
        return Cell(text, is_heading=True, vertical=form == "vertical" and 2 < len(text) < 8)

    def _ordered(self) -> list[Column]:
        if self.layout["columns"] == "total_last":
            return [*self.columns[1:], *self.columns[:1]]
        return self.columns
