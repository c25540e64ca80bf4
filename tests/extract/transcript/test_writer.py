"""Figure transcripts: what is written reads back the same; what is malformed is refused with its line."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.extract.formats import format_of
from yusuan.extract.plain_text import read_transcript
from yusuan.extract.raw import Cell, RawDocument, RawTable, Recorded, TextLine, UnreadableError
from yusuan.extract.transcript.marks import escape, unescape
from yusuan.extract.transcript.statements import statement_fields, statement_row
from yusuan.extract.transcript.writer import write
from yusuan.model.vocabulary import ComparisonKind, Direction, Phase, Scope

WHOSE = {"department": "甲市民政局", "scope": Scope.DEPARTMENT, "fiscal_year": 2024, "phase": Phase.BUDGET}
STATEMENT = {
    "page": 4,
    "row": 2,
    "section": "收支预算 / 总体情况",
    "metric": "overview.total",
    "line": "收支总预算",
    "code": None,
    "amount_fen": 532079_0000,
    "quantum_fen": 10_000,
    "quantity": None,
    "quantity_unit": None,
    "base_year": 2023,
    "change_fen": -4984_0000,
    "change_quantum_fen": 10_000,
    "change_rate": -0.0093,
    "rate_quantum": 0.0001,
    "share": None,
    "direction": Direction.DECREASE,
    "comparison": ComparisonKind.SPENT,
    "settled": False,
    "residue": "增加（减少）",
}
TABLE = RawTable(
    cells=(
        Cell("项目", 0, 0, 2, 1, 3, 1),
        Cell("支出", 0, 1, 1, 2, 3, 1),
        Cell("基本\n支出", 1, 1, 1, 1, 3, 2),
        Cell("合计", 3, 0, 1, 1, 3, 4),
        Cell("5,320.79", 3, 2, 1, 1, 3, 4),
    ),
    n_rows=4,
    n_columns=3,
    page=3,
    continues=True,
)
HEAD = "# yusuan 转录 1\n部门\t甲市民政局\n口径\tdepartment\n年度\t2024\n阶段\tbudget\n页数\t3\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("transcripts")


@pytest.fixture
def read(folder):
    def read(text):
        path = folder / "2024-budget.txt"
        path.write_text(text, encoding="utf-8", newline="")
        return read_transcript(path)

    return read


def _document(*blocks, pages=3, unread=(), **recorded):
    return RawDocument(
        path=Path("甲.pdf"),
        format="pdf",
        sha256="0",
        pages=pages,
        blocks=blocks,
        unread_pages=unread,
        recorded=Recorded(**{**WHOSE, **recorded}),
    )


def _content(document):
    return document.blocks, document.pages, document.unread_pages, document.recorded


def test_a_table_stands_as_printed_with_page_and_row_in_front_and_spans_as_arrows():
    text = write(_document(TextLine("收支总表", 3, 1), TABLE))
    assert text.endswith(
        "\n行\t3:1\t收支总表\n"
        "表\t3\t4×3\t续表\n"
        "3:1\t项目\t支出\t←\n"
        "3:2\t↑\t基本\\n支出\t\n"
        "-\t\t\t\n"
        "3:4\t合计\t\t5,320.79\n"
    )


def test_a_statement_shows_its_figures_as_they_are_printed():
    (line,) = [line for line in write(_document(statements=(STATEMENT,))).splitlines() if "数字\t" in line]
    assert line.split("\t") == [
        *("数字", "4:2", "overview.total", "收支总预算", "", "5320.79万元", "", "", "2023", "-49.84万元"),
        *("-0.93%", "", "0.01%", "decrease", "执行数", "", "增加（减少）", "收支预算 / 总体情况"),
    ]


@pytest.mark.parametrize(
    ("fen", "quantum", "text"),
    [
        (None, None, ""),
        (1_649_786_00, 100, "1649786元"),
        (1_649_786_25, 1, "1649786.25元"),
        (1_649_786_000, 1_000, "1649.786万元"),
        (-200_000_000, 1_000_000, "-200万元"),
        (0, 10_000, "0.00万元"),
        (123_0000_0000, 100_000_000, "1.23亿元"),
        (5, None, "5分"),
        (None, 10_000, "?0.01万元"),
    ],
)
def test_an_amount_shows_its_printed_precision_and_reads_back_with_it(fen, quantum, text):
    fields = statement_fields({**STATEMENT, "amount_fen": fen, "quantum_fen": quantum})
    assert fields[3] == text
    row = statement_row(fields)
    assert (row["amount_fen"], row["quantum_fen"]) == (fen, quantum)


@pytest.mark.parametrize(("fen", "quantum"), [(5, 10), (1, 3), (10**11, 10**11)])
def test_an_amount_that_no_one_can_have_printed_is_not_written(fen, quantum):
    with pytest.raises(ValueError, match=str(fen)):
        statement_fields({**STATEMENT, "amount_fen": fen, "quantum_fen": quantum})


def test_text_left_out_is_counted(read):
    left_out = TextLine("■" * 30, 2, 5)
    text = write(_document(left_out, left_out, TextLine("说明", 2, 7)))
    assert "\n略\t2:5\t2\t30\n行\t2:7\t说明\n" in text
    assert read(text).blocks[:2] == (left_out, left_out)


def test_the_same_document_gives_the_same_text():
    assert write(_document(TABLE), source="甲.pdf") == write(_document(TABLE), source="甲.pdf")


def test_the_source_stays_one_comment(read):
    text = write(_document(), source="甲\n表\t1\t1×1\n.pdf")
    assert _content(read(text)) == _content(_document())


def test_comments_and_blank_lines_are_not_read(read):
    text = f"{HEAD}\n# 已核对 第3页\n\n行\t3:1\t收支总表\r\n".replace("页数", "# 又一行\n页数")
    assert read(text).blocks == (TextLine("收支总表", 3, 1),)


def test_a_document_without_its_statements_recorded_is_not_written():
    raw = RawDocument(path=Path("甲.pdf"), format="pdf", sha256="0", pages=1, blocks=())
    with pytest.raises(ValueError, match="recorded"):
        write(raw)


@pytest.mark.parametrize(
    "cells",
    [
        (Cell("a", 0, 0, 1, 2), Cell("b", 0, 1)),
        (Cell("a", 1, 1, 2, 1),),
        (Cell("a", 0, 0, page_row=1), Cell("b", 0, 1, page_row=2)),
    ],
    ids=["overlap", "beyond the edge", "one row in two places"],
)
def test_a_grid_that_cannot_be_is_not_written(cells):
    with pytest.raises(ValueError, match="row"):
        write(_document(RawTable(cells=cells, n_rows=2, n_columns=2)))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# yusuan 转录 2\n", 1),
        ("# yusuan 转录 1\n部门\t甲市民政局\n", 2),
        (HEAD + "部门\t乙市民政局\n", 7),
        (HEAD.replace("甲市民政局", "../甲局"), 2),
        (HEAD.replace("甲市民政局", "甲\\u000a局"), 2),
        (HEAD.replace("2024", "1824"), 4),
        (HEAD.replace("budget", "plan"), 5),
        (HEAD.replace("页数\t3", "页数\t三"), 6),
        (HEAD + "段\t1:1\t文字\n", 7),
        (HEAD + "行\t1:1\n", 7),
        (HEAD + "行\t0:1\t文字\n", 7),
        (HEAD + "行\t1\t文字\n", 7),
        (HEAD + "行\t1:1\t文\\字\n", 7),
        (HEAD + "行\t1:1\t\\ud800\n", 7),
        (HEAD + "行\t1:1\t\\U00110000\n", 7),
        (HEAD + "略\t1:1\t999999999\t3\n", 7),
        (HEAD + "略\t1:1\t1\t999999999\n", 7),
        (HEAD + "标题\t1:1\t封面\t\t文字\n", 7),
        (HEAD + "数字\t1:1\t文字\n", 7),
        (HEAD + "表\t1\n", 7),
        (HEAD + "表\t1\t1×x\n1:1\ta\n", 7),
        (HEAD + "表\t1\t1×1\t彩色\n1:1\ta\n", 7),
        (HEAD + "表\t1\t2×1\n1:1\ta\n", 8),
        (HEAD + "表\t1\t999999999×999999999\n", 7),
        (HEAD + "表\t1\t1×2\n1:1\ta\n", 8),
        (HEAD + "表\t1\t1×1\n1:1\ta\tb\n", 8),
        (HEAD + "表\t1\t1×1\n行\t1:1\ta\n", 8),
        (HEAD + "表\t1\t1×1\n1:1\ta\n1:2\tb\n", 9),
        (HEAD + "表\t1\t2×2\n1:1\t\t←\n1:2\ta\tb\n", 8),
        (HEAD + "表\t1\t2×2\n1:1\ta\t←\n1:2\t\t↑\n", 9),
        (HEAD + "表\t1\t1×1\n-\ta\n", 8),
        (HEAD + "表\t1\t2×1\n1:1\ta\\\n1:2\tb\n", 8),
    ],
)
def test_what_is_malformed_is_refused_in_one_line_that_names_its_line(read, text, line):
    with pytest.raises(UnreadableError) as refused:
        read(text)
    message = str(refused.value)
    assert f"第{line}行" in message
    assert f"line {line}:" in message
    assert message.isprintable()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (3, "5320.79"),
        (3, "5,320.79万元"),
        (3, "0.001元"),
        (3, "99999999999999999亿元"),
        (4, "nan"),
        (4, "1e5"),
        (6, "20245"),
        (8, "0.93"),
        (11, "up"),
        (12, "决算"),
        (13, "否"),
        (14, "\\x"),
    ],
)
def test_a_statement_with_a_malformed_field_is_refused(field, text):
    fields = statement_fields(STATEMENT)
    fields[field] = text
    with pytest.raises(ValueError, match=r"\("):
        statement_row(fields)


@pytest.mark.parametrize(
    "text", ["<html><body>", "</table>", "<!DOCTYPE html>", "%PDF-1.7", "<?xml ?>", "a\0b"]
)
def test_what_a_cell_holds_does_not_make_the_file_another_format(folder, text):
    path = folder / "hostile.txt"
    path.write_text(write(_document(TextLine(text, 1, 1)), source=text), encoding="utf-8")
    assert format_of(path) == "txt"
    assert read_transcript(path).blocks == (TextLine(text, 1, 1),)


def test_hidden_characters_are_shown():
    assert escape("合\u202e计\u200b") == "合\\u202e计\\u200b"
    assert escape("\u3000合计 ") == "\u3000合计 "


NASTY = [
    "",
    "←",
    "↑",
    '""',
    "\\",
    "\\n",
    "■",
    "■■",
    "#",
    "-",
    "1:1",
    "a\tb",
    "\r\n",
    "\u2028",
    "<p>",
    "%PDF-",
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(NASTY)
some = texts.filter(bool) | st.none()
pages = st.integers(1, 10**9 - 1)
rows = st.integers(0, 10**9 - 1)
text_lines = st.builds(TextLine, texts, pages, rows)


@st.composite
def tables(draw):
    n_rows, n_columns = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    places = [draw(st.tuples(pages, rows)) for _ in range(n_rows)]
    free = {(row, column) for row in range(n_rows) for column in range(n_columns)}
    cells = []
    for row, column in sorted(free):
        if (row, column) not in free or draw(st.booleans()):
            continue
        height, width = draw(st.integers(1, n_rows - row)), draw(st.integers(1, n_columns - column))
        span = {(r, c) for r in range(row, row + height) for c in range(column, column + width)}
        if not span <= free:
            height = width = 1
            span = {(row, column)}
        free -= span
        page, page_row = places[row]
        cells.append(Cell(draw(texts), row, column, height, width, page, page_row))
    flags = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    return RawTable(tuple(cells), n_rows, n_columns, draw(pages), *flags)


@st.composite
def amounts(draw):
    quantum = 10 ** draw(st.integers(0, 10))
    fen = draw(st.integers(-(10**16 // quantum), 10**16 // quantum)) * quantum
    return draw(st.sampled_from([(None, None), (fen, quantum), (None, quantum), (fen, None)]))


@st.composite
def statements(draw):
    floats = st.none() | st.floats(allow_nan=False, allow_infinity=False)
    (amount_fen, quantum_fen), (change_fen, change_quantum_fen) = draw(amounts()), draw(amounts())
    return {
        **{name: draw(texts) for name in ("line", "section")},
        **{name: draw(some) for name in ("metric", "code", "quantity_unit", "residue")},
        **{name: draw(floats) for name in ("quantity", "change_rate", "rate_quantum", "share")},
        "amount_fen": amount_fen,
        "quantum_fen": quantum_fen,
        "change_fen": change_fen,
        "change_quantum_fen": change_quantum_fen,
        "base_year": draw(st.none() | st.integers(1900, 2099)),
        "direction": draw(st.none() | st.sampled_from(Direction)),
        "comparison": draw(st.none() | st.sampled_from(ComparisonKind)),
        "settled": draw(st.booleans()),
        "page": draw(pages),
        "row": draw(rows),
    }


headings = st.fixed_dictionaries(
    {
        "place": st.sampled_from(["contents", "body"]),
        "number": texts,
        "text": texts,
        "page": pages,
        "row": rows,
    }
)
documents = st.builds(
    lambda blocks, pages, unread, scope, phase, year, headings, statements: _document(
        *blocks,
        pages=pages,
        unread=tuple(unread),
        scope=scope,
        phase=phase,
        fiscal_year=year,
        headings=tuple(headings),
        statements=tuple(statements),
    ),
    st.lists(tables() | text_lines, max_size=4),
    pages,
    st.lists(pages, max_size=2),
    st.sampled_from(Scope),
    st.sampled_from(Phase),
    st.integers(1990, 2099),
    st.lists(headings, max_size=2),
    st.lists(statements(), max_size=2),
)


@settings(max_examples=200)
@given(document=documents)
def test_law_what_is_written_reads_back_the_same(folder, document):
    path = folder / "law.txt"
    path.write_text(write(document, source="甲"), encoding="utf-8", newline="")
    assert _content(read_transcript(path)) == _content(document)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_law_escapes_come_off_again_and_hold_no_tab_or_line_break(text):
    assert unescape(escape(text)) == text
    assert len(escape(text).split()) <= 1 or not set(escape(text)) & set(
        "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
    )


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([*NASTY, "表", "1×1", "1:1", "行", "略", "数字", "标题", "\t", "\n", "3"]),
        max_size=30,
    )
)
def test_law_any_lines_are_read_or_refused(folder, pieces):
    path = folder / "any.txt"
    path.write_text(HEAD + "".join(pieces), encoding="utf-8", newline="")
    with contextlib.suppress(UnreadableError):
        read_transcript(path)
