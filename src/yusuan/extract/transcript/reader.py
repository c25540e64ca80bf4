"""A figure transcript, as `transcribe` writes it and people correct it → the document it was made from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yusuan.extract.raw import LEFT_OUT, RawDocument, RawTable, Recorded, TextLine
from yusuan.extract.refusal import refusal
from yusuan.extract.transcript import marks
from yusuan.extract.transcript.statements import HEADING_FIELDS, STATEMENT_FIELDS, heading_row, statement_row
from yusuan.extract.transcript.tables import cells_of
from yusuan.model.vocabulary import Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from yusuan.extract.raw import Block
    from yusuan.extract.transcript.statements import Row
    from yusuan.extract.transcript.tables import Place

_PLACE = re.compile(r"([1-9]\d{0,8}):(\d{1,9})", re.ASCII)
_SIZE = re.compile(r"(\d{1,9})×(\d{1,9})", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_VALUES = {
    marks.DEPARTMENT: re.compile(r"[^\s./\\][^/\\]{1,99}"),  # it becomes part of the names of files
    marks.SCOPE: re.compile("|".join(Scope)),
    marks.YEAR: re.compile(r"(?:199|20\d)\d", re.ASCII),
    marks.PHASE: re.compile("|".join(Phase)),
    marks.PAGES: _COUNT,
}
_FLAGS = {marks.UNRULED, marks.CONTINUES, marks.OCR}
# Of lines that are named without being there; no document has more.
_MOST_LEFT_OUT = 5_000_000
_LONGEST_LEFT_OUT = 10_000


def is_figure_transcript(text: str) -> bool:
    """Whether a text begins as a figure transcript of any version does."""
    return text.startswith(marks.FIRST_WORDS)


def read_figures(path: Path, lines: Sequence[str], sha256: str) -> RawDocument:
    """Read a figure transcript.

    Args:
        path: the file.
        lines: its text, for which `is_figure_transcript` holds.
        sha256: of its bytes.

    Raises:
        UnreadableError: it is of another version, or a line is malformed; the line is named.
    """
    reading = _Reading(lines)
    try:
        return reading.document(path, sha256)
    except _MalformedError as error:
        at = error.number or reading.number
        raise refusal(path, f"第{at}行：{error.chinese}", f"line {at}: {error.english}") from None


class _MalformedError(ValueError):
    """What is wrong with a line, in Chinese and in English; its number if it is not the latest."""

    def __init__(self, chinese: str, english: str, number: int = 0) -> None:
        super().__init__(chinese, english)
        self.chinese, self.english, self.number = chinese, english, number


class _Reading:
    """A transcript while it is being read; `number` is that of the latest line, from 1."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.number = 0
        self._records = self._fields(lines)
        self._whose: dict[str, str] = {}
        self._unread: tuple[int, ...] = ()
        self._headings: list[Row] = []
        self._statements: list[Row] = []
        self._blocks: list[Block] = []
        self._left_out = 0

    def document(self, path: Path, sha256: str) -> RawDocument:
        """The whole of it."""
        readers: dict[str, Callable[[str, list[str]], None]] = {
            **dict.fromkeys(_VALUES, self._take_value),
            marks.UNREAD: self._take_unread,
            marks.HEADING: self._take_heading,
            marks.STATEMENT: self._take_statement,
            marks.LINE: self._take_line,
            marks.LEFT_OUT_LINES: self._take_left_out,
            marks.TABLE: self._take_table,
        }
        for key, *fields in self._records:
            if key not in readers:
                raise _MalformedError(f"不认识“{key}”", "unknown kind of line")
            readers[key](key, fields)
        for key in _VALUES:
            if key not in self._whose:
                raise _MalformedError(f"到此为止没有“{key}”一行", "a required line is missing")
        return RawDocument(
            path=path,
            format="txt",
            sha256=sha256,
            pages=int(self._whose[marks.PAGES]),
            blocks=tuple(self._blocks),
            unread_pages=self._unread,
            recorded=Recorded(
                department=self._whose[marks.DEPARTMENT],
                scope=Scope(self._whose[marks.SCOPE]),
                fiscal_year=int(self._whose[marks.YEAR]),
                phase=Phase(self._whose[marks.PHASE]),
                headings=tuple(self._headings),
                statements=tuple(self._statements),
            ),
        )

    def _fields(self, lines: Sequence[str]) -> Iterator[list[str]]:
        if lines[0].rstrip() != marks.FIRST_LINE:
            self.number = 1
            raise _MalformedError(f"版本不同，只能读“{marks.FIRST_LINE}”", "another version")
        for number, line in enumerate(lines, start=1):
            if line.strip():
                self.number = number
                if not line.startswith(marks.COMMENT):
                    yield line.split("\t")

    def _take_value(self, key: str, fields: list[str]) -> None:
        (value,) = map(_text, _of_length(1, fields))
        if key in self._whose:
            raise _MalformedError(f"“{key}”重复", "said twice")
        if _VALUES[key].fullmatch(value) is None or not value.isprintable():
            raise _MalformedError(f"“{key}”不能是“{value}”", "no possible value")
        self._whose[key] = value

    def _take_unread(self, _key: str, fields: list[str]) -> None:
        self._unread += tuple(map(_count, fields))

    def _take_heading(self, _key: str, fields: list[str]) -> None:
        self._headings.append(_row(heading_row, _of_length(1 + len(HEADING_FIELDS), fields)))

    def _take_statement(self, _key: str, fields: list[str]) -> None:
        self._statements.append(_row(statement_row, _of_length(1 + len(STATEMENT_FIELDS), fields)))

    def _take_line(self, _key: str, fields: list[str]) -> None:
        place, text = _of_length(2, fields)
        self._blocks.append(TextLine(_text(text), *_place(place)))

    def _take_left_out(self, _key: str, fields: list[str]) -> None:
        place, *counts = _of_length(3, fields)
        count, length = map(_count, counts)
        self._left_out += count
        if self._left_out > _MOST_LEFT_OUT or length > _LONGEST_LEFT_OUT:
            raise _MalformedError("未录的文字过多", "more text left out than any document has")
        self._blocks += [TextLine(LEFT_OUT * length, *_place(place))] * count

    def _take_table(self, _key: str, fields: list[str]) -> None:
        page, size, *flags = fields if len(fields) > 1 else _of_length(2, fields)
        match = _SIZE.fullmatch(size)
        if match is None or not set(flags) <= _FLAGS:
            raise _MalformedError("表的大小或标记不对", "malformed size or flags of a table")
        n_rows, n_columns = map(int, match.groups())
        numbers: list[int] = []
        rows: list[tuple[Place | None, list[str]]] = []
        while len(rows) < n_rows:
            place, *row = next(self._records, [""])
            if place != marks.NO_PLACE and _PLACE.fullmatch(place) is None:
                raise _MalformedError(f"表应有{n_rows}行，这是第{len(rows) + 1}行的位置", "a row is missing")
            rows.append((None if place == marks.NO_PLACE else _place(place), _of_length(n_columns, row)))
            numbers.append(self.number)
        try:
            cells = cells_of(rows)
        except ValueError as error:
            at, field = error.args
            raise _MalformedError(f"格子“{field}”不对", "malformed cell", numbers[at]) from None
        self._blocks.append(
            RawTable(
                cells=cells,
                n_rows=n_rows,
                n_columns=n_columns,
                page=_count(page),
                ruled=marks.UNRULED not in flags,
                continues=marks.CONTINUES in flags,
                ocr=marks.OCR in flags,
            )
        )


def _of_length(count: int, fields: list[str]) -> list[str]:
    if len(fields) != count:
        raise _MalformedError(
            f"应有{count}格，实有{len(fields)}格", f"{len(fields)} fields in place of {count}"
        )
    return fields


def _row(read: Callable[[Sequence[str]], Row], fields: list[str]) -> Row:
    page, row = _place(fields[0])
    try:
        return {**read(fields[1:]), "page": page, "row": row}
    except ValueError as error:
        name, field = error.args
        raise _MalformedError(f"{name}不能是“{field}”", "malformed field") from None


def _place(field: str) -> Place:
    match = _PLACE.fullmatch(field)
    if match is None:
        raise _MalformedError(f"“{field}”不是“页:行”", "no page:row")
    return int(match[1]), int(match[2])


def _count(field: str) -> int:
    if _COUNT.fullmatch(field) is None:
        raise _MalformedError(f"“{field}”不是数", "no number")
    return int(field)


def _text(field: str) -> str:
    try:
        return marks.unescape(field)
    except ValueError:
        raise _MalformedError(f"“{field}”中的反斜杠不对", "malformed escape") from None
