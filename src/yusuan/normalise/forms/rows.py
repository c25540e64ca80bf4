"""The rows of a form: which cells stand where, which are keys (项目名称, 主管部门, 年度目标) and which headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yusuan.model.money import is_amount, parse_unit
from yusuan.model.text import fold, squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.extract.raw import Cell
    from yusuan.normalise.tables.headings.heading_reader import HeadingReader

    Row = Sequence[Cell | None]

# Fields of an indicator that the heading of a grid of indicators names.
TARGET_ROLES = frozenset({"level1", "level2", "level3", "explanation", "target", "weight"})
_UNHEADED = ("level1", "level2", "level3", "target")
LEVEL1 = re.compile(r"(?:成本|产出|效益|满意度|效果)指标")
# What stands left of the indicators: 绩效指标, 年度绩效指标, a piece of it where a page breaks it.
_STUB = re.compile(r"[年度项目绩效标指产出内容及]*")
_MONEY = re.compile(
    r"(?:资金|总?额|拨款|经费|预算|预算数|执行数|决算数|投资|结转|结余|收入|支出|合计|[总小]计|费|款|财政|安排|自筹)$"
    r"|补助"
)
_NO_MONEY = re.compile(r"率|比例|比重|占比|权重|分值|得分|评分|人数|数量|个数|次数")
_BRACKETS_BEHIND = re.compile(r"（[^（）]*）$")
_INLINE = re.compile(r"\s*(?P<key>[^:：\s]{2,12}名称)(?:\s*[:：]\s*|\s+)(?P<value>\S.*)", re.DOTALL)
# No value of a key, though it stands right of one: the heading of a further column.
_NO_VALUE = frozenset({"label", "owner", "goal", "text", "index", "code"}) | TARGET_ROLES


class FormRows:
    """The rows of a table, read as those of a form."""

    def __init__(self, rows: Sequence[Row], reader: HeadingReader) -> None:
        """Take the rows of a table and what reads its headings."""
        self.rows = rows
        self.reader = reader

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def cells(self, row: int) -> list[tuple[int, Cell]]:
        """What a row prints, left to right, cells that begin above it too: each with its first column."""
        found: list[tuple[int, Cell]] = []
        for column, cell in enumerate(self.rows[row]):
            if cell is not None and cell.text.strip() and not (column and self.rows[row][column - 1] is cell):
                found.append((column, cell))
        return found

    def begins(self, row: int, column: int) -> bool:
        """Whether the cell at a position begins in this row."""
        return not row or self.rows[row - 1][column] is not self.rows[row][column]

    def starts(self, row: int) -> list[tuple[int, Cell]]:
        """What a row prints that does not begin above it."""
        return [(column, cell) for column, cell in self.cells(row) if self.begins(row, column)]

    def beside(self, row: int, column: int) -> Cell | None:
        """The cell that adjoins the one at a position on its right, None where that is blank."""
        cell = self.rows[row][column]
        behind = next((other for other in self.rows[row][column:] if other is not cell), None)
        return behind if behind is not None and behind.text.strip() else None

    def right_of(self, row: int, column: int) -> Cell | None:
        """The next cell with text behind the one at a position."""
        return next(
            (
                cell
                for other, cell in self.cells(row)
                if other > column and cell is not self.rows[row][column]
            ),
            None,
        )

    def role(self, text: str) -> str | None:
        """The role of a text as a heading, None where it is none."""
        meaning = self.reader.level(label_of(text))
        return None if meaning is None else meaning.role

    def named(self, row: int) -> list[tuple[str, str, str]]:
        """Whose form it is, as far as a row says: (label or owner, the key, its value)."""
        found = [self._name(row, column, cell) for column, cell in self.starts(row)]
        return [name for name in found if name is not None]

    def _name(self, row: int, column: int, cell: Cell) -> tuple[str, str, str] | None:
        inline = _INLINE.fullmatch(cell.text)
        if inline is not None and (role := self._key(inline["key"])) is not None:
            return role, inline["key"], fold(inline["value"])
        role = self._key(cell.text)
        value = self.right_of(row, column)
        if role is None or value is None or self.role(value.text) in _NO_VALUE:
            return None
        return role, label_of(cell.text), fold(value.text)

    def opens(self, row: int) -> bool:
        """Whether a row begins a form: it begins with the name of a project or of a unit."""
        starts = self.starts(row)
        return bool(starts) and starts[0][0] == 0 and self._name(row, *starts[0]) is not None

    def _key(self, text: str) -> str | None:
        role = self.role(text)
        return role if role == "owner" or (role == "label" and "名称" in text) else None

    def is_goal(self, row: int) -> bool:
        """Whether a row begins with the key of a goal."""
        starts = self.starts(row)
        return bool(starts) and starts[0][0] == 0 and self.role(starts[0][1].text) == "goal"

    def target_columns(self, row: int) -> Mapping[str, int] | None:
        """Where the fields of indicators stand, if a row is the heading of a grid of them."""
        columns: dict[str, int] = {}
        for column, cell in self.cells(row):
            role = self.role(cell.text)
            if role in TARGET_ROLES:
                columns.setdefault(role, column)
        if "target" not in columns or not columns.keys() & {"level1", "level3"}:
            return None
        return columns

    def unheaded_targets(self, row: int) -> Mapping[str, int] | None:
        """The same of a row that is an indicator itself, where its grid has no heading: told by its level 1."""
        starts = self.starts(row)
        names = [squeeze(cell.text) for _, cell in starts]
        first = next((number for number, name in enumerate(names) if LEVEL1.fullmatch(name)), None)
        if first is None or first > 1 or len(starts) - first != len(_UNHEADED):
            return None
        return {role: column for role, (column, _) in zip(_UNHEADED, starts[first:], strict=True)}

    def is_stubbed(self, row: int, columns: Mapping[str, int]) -> bool:
        """Whether nothing but a stub (绩效指标) stands left of the fields of indicators."""
        left = self.rows[row][: min(columns.values())]
        blank = sum(cell is None or not cell.text.strip() for cell in left)
        return blank < 2 and all(
            _STUB.fullmatch(squeeze(cell.text)) for cell in left if cell is not None and cell.text.strip()
        )

    def tasks_end(self, row: int) -> int | None:
        """Where a grid of tasks with their money ends whose heading begins in a row; None if there is none."""
        starts = self.starts(row)
        stub = starts[0] if starts and starts[0][0] == 0 and self._goes_on(row, starts[0]) else None
        headings = starts[stub is not None :]
        roles = [self.role(cell.text) for _, cell in headings]
        if len(roles) < 3 or None in roles or not {"label", "measure"} <= set(roles):
            return None
        end = row + 1
        while end < len(self) and not (self.opens(end) or self.is_goal(end) or self.target_columns(end)):
            if stub is not None and self._other_stub(end, stub[1]):
                break
            end += 1
        return end

    def _goes_on(self, row: int, start: tuple[int, Cell]) -> bool:
        return row + 1 < len(self) and self.rows[row + 1][start[0]] is start[1]

    def _other_stub(self, row: int, stub: Cell) -> bool:
        first = self.rows[row][0]
        return first is not None and first is not stub and bool(first.text.strip())

    def amount_columns(self, row: int) -> Mapping[int, str]:
        """Headings under which the rows below print amounts (年初预算数, 全年预算数, 全年执行数), by column."""
        if any(is_amount(cell.text) for _, cell in self.cells(row)) or row + 1 >= len(self):
            return {}
        found = {column: cell.text for column, cell in self.starts(row) if is_money(cell.text)}
        below = {column for column, cell in self.cells(row + 1) if is_amount(cell.text)} & found.keys()
        if len(below) < 2:
            return {}
        return {column: text for column, text in found.items() if column >= min(below)}


def label_of(text: str) -> str:
    """A label without the colon behind it."""
    return fold(text).rstrip(":：").strip()


def is_money(label: str, *, among_money: bool = False) -> bool:
    """Whether a label says that money stands beside it; a rate, a weight or a count is none.

    Args:
        label: as printed.
        among_money: whether the label of which it is a part names a unit of amount.
    """
    text = squeeze(label_of(label))
    if _NO_MONEY.search(text):
        return False
    return (
        among_money
        or parse_unit(text) is not None
        or _MONEY.search(_BRACKETS_BEHIND.sub("", text)) is not None
    )
