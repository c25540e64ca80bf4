"""What leaves: exact 元, the contract's columns, and nothing that a spreadsheet executes."""

import csv
import io
import json
import zipfile

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hostile import PAYLOADS, planted
from yusuan.model import money, schemas
from yusuan.storage import export


@given(st.lists(st.none() | st.integers(-(10**17), 10**17), min_size=1))
def test_yuan_is_exact_and_null_stays_null(amounts):
    frame = pl.DataFrame({"amount_fen": amounts}, schema={"amount_fen": pl.Int64})
    told = frame.select(export.yuan(pl.col("amount_fen"))).to_series().to_list()
    assert told == [None if fen is None else money.yuan(fen) for fen in amounts]


@pytest.mark.parametrize("name", [*schemas.CLEAN, "findings"])
def test_the_contract_columns_come_first_and_nothing_is_lost(name):
    schema = schemas.CLEAN.get(name, schemas.Findings)
    columns = export.contract(name, schema.create_empty()).columns
    first = export.FIRST_COLUMNS.get(name, ())
    assert tuple(columns[: len(first)]) == first
    assert {column.replace("_yuan", "_fen") for column in columns} == set(schema.column_names())


def test_the_facts_columns_are_those_of_the_contract():
    assert ",".join(export.FIRST_COLUMNS["facts"]) == (
        "department,scope,fiscal_year,phase,table,title,side,line,code,level,measure,heading,amount_yuan,"
        "printed,unit,page,row,column,document,file"
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd",
        "-cmd",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "＝1",
        "－甲",
        "%0A=1",
        "|calc",
        "\u200b=1",
        "-",
        "-1=2",
    ],
)
def test_what_looks_like_a_formula_is_disarmed(text):
    shown = export.guarded(pl.DataFrame({"line": [text]}))["line"][0]
    assert shown == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-49.84", "+3", "-1,234.50", "12%", "-0.93%", "甲", "", "一、收入", "1=1", "—"]
)
def test_numbers_and_plain_texts_stay_as_printed(text):
    assert export.guarded(pl.DataFrame({"printed": [text]}))["printed"][0] == text


def test_what_steers_a_terminal_is_replaced():
    assert export.guarded(pl.DataFrame({"line": ["a\x1b[2Jb\x9b"]}))["line"][0] == "a\ufffd[2Jb\ufffd"


@pytest.fixture
def frame():
    return pl.DataFrame(
        {
            "line": ["=HYPERLINK(1)", "甲\n乙"],
            "amount_yuan": ["-49.84", None],
            "page": [1, 2],
            "ocr": [True, False],
        }
    )


def test_csv_on_standard_output_has_no_byte_order_mark(frame):
    rows = list(csv.reader(io.StringIO(export.encode(frame, "csv").decode())))
    assert rows[0][0] == "line"
    assert rows[1:] == [["'=HYPERLINK(1)", "-49.84", "1", "true"], ["甲\n乙", "", "2", "false"]]


def test_csv_for_a_spreadsheet_has_one(frame, tmp_path):
    export.write_csv(tmp_path / "a.csv", frame)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfline,")


def test_json_keeps_amounts_as_exact_text_and_null(frame):
    first, second = json.loads(export.encode(frame, "json"))
    assert first == {"line": "=HYPERLINK(1)", "amount_yuan": "-49.84", "page": 1, "ocr": True}
    assert second["amount_yuan"] is None


def test_parquet_comes_back(frame):
    assert pl.read_parquet(io.BytesIO(export.encode(frame, "parquet"))).equals(frame)


def test_a_workbook_has_numbers_as_numbers_and_no_formula_or_link(frame):
    with zipfile.ZipFile(io.BytesIO(export.encode(frame, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert "<v>-49.84</v>" in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not [name for name in names if "_rels/sheet" in name]


@pytest.mark.parametrize("name", [*schemas.CLEAN, "findings", "untested"])
def test_of_a_hostile_document_no_field_of_a_csv_is_a_formula_and_no_row_is_torn(name, framed, tmp_path):
    schema = (schemas.CLEAN | schemas.CHECKED)[name]
    said = export.contract(name, planted(framed(schema, {}), "=甲局"))
    export.write_csv(tmp_path / "frame.csv", said)
    text = (tmp_path / "frame.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == said.height >= len(PAYLOADS)
    for row in rows:
        assert len(row) == said.width
        assert None not in row
        assert row["department"] == "'=甲局"
        texts = [value.lstrip("\ufeff\u200b\u202e\u2066") for value in row.values()]
        assert [value for value in texts if value[:1] in set("=+-@＝＋－＠\t\r\n")] == []


def test_of_a_hostile_document_every_cell_of_a_workbook_is_text(tmp_path):
    frame = pl.DataFrame({"line": list(PAYLOADS.values())})
    path = tmp_path / "frame.xlsx"
    path.write_bytes(export.encode(frame, "xlsx"))
    cells = [row[0] for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)]
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    assert len(read) == len(PAYLOADS)
    assert read[list(PAYLOADS).index("markup of a cell")][0].strip() == PAYLOADS["markup of a cell"]


def test_a_text_longer_than_a_cell_can_hold_is_cut_not_lost():
    frame = pl.DataFrame({"line": ["长" * 40_000]})
    with zipfile.ZipFile(io.BytesIO(export.encode(frame, "xlsx"))) as book:
        assert "长" * 32_767 + "<" in book.read("xl/sharedStrings.xml").decode()


def test_lists_of_structs_have_their_amounts_in_yuan_and_are_json_in_a_csv():
    frame = pl.DataFrame(
        {"no": [1, 2], "repairs": [[{"line": "=1", "should_fen": 150}], []]},
        schema={"no": pl.Int32, "repairs": pl.List(pl.Struct({"line": pl.String, "should_fen": pl.Int64}))},
    )
    told = export.contract("other", frame)
    assert told["repairs"].to_list() == [[{"line": "=1", "should_yuan": "1.50"}], []]
    assert json.loads(export.encode(told, "json")) == told.to_dicts()
    rows = list(csv.DictReader(export.encode(told, "csv").decode().splitlines()))
    assert json.loads(rows[0]["repairs"]) == [{"line": "=1", "should_yuan": "1.50"}]
    assert rows[1]["repairs"] == ""
