"""The workbook as its reader opens it: numbers, formulas that come to what they say, places, and no traps."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from hostile import PAYLOADS, planted
from yusuan.analysis.years import series as many_years
from yusuan.report.disclosure import choose
from yusuan.report.pages.page import About
from yusuan.report.workbook import workbook
from yusuan.report.workbook.years import series

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from yusuan.model.vocabulary import Language
    from yusuan.workspace.workspace import Workspace

DEPARTMENT = "吉林省社会保险事业管理局"
SHEETS = ["同比变动", "多年序列", "数据", "勾稽核对", "来源"]


@pytest.fixture(autouse=True)
def one_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1708905600")


def made(workspace: Workspace, lang: Language = "zh", department: str = DEPARTMENT) -> Path:
    disclosure = choose(workspace, department, 2024)
    target = workspace.reports / disclosure.document / workbook.FILE
    about = About(department, "2024年部门预算", [("yusuan", "0")])
    return workbook.make(workbook.Job(workspace, disclosure, target, about, lang))


def opened(path: Path, *, values: bool = False) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(path, data_only=values)
    return {sheet.title: sheet for sheet in book}


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if any(cell is not None for cell in row[1:])]


def result(formula: str, sheet: Worksheet) -> float:
    """What a formula comes to, by the cells that it names: the three shapes that there are."""

    def at(cell: str) -> float:
        return sheet[cell].value or 0

    if match := re.fullmatch(r"=ROUND\((\w+)-(\w+),6\)", formula):
        return round(at(match[1]) - at(match[2]), 6)
    if match := re.fullmatch(r"=(\w+)/(\w+)", formula):
        return at(match[1]) / at(match[2])
    match = re.fullmatch(r"=ROUND\(SUMIF\((\S+),(\w+),(\S+)\),6\)", formula)
    assert match, formula
    keys, amounts = ([cell.value for (cell,) in sheet[match[group].replace("$", "")]] for group in (1, 3))
    own = sheet[match[2]].value
    return round(sum(amount or 0 for key, amount in zip(keys, amounts, strict=True) if key == own), 6)


def test_it_has_five_sheets_frozen_filtered_and_set_up_for_paper(workspace: Workspace):
    sheets = opened(made(workspace))
    assert list(sheets) == SHEETS
    for sheet in sheets.values():
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddHeader.left.text == f"{DEPARTMENT} 2024年部门预算"


def test_years_compared_are_numbers_and_their_change_a_formula(workspace: Workspace):
    path = made(workspace)
    (row,) = (row for row in table(opened(path, values=True)["同比变动"]) if row["项目"] == "“三公”经费")
    assert (row["2023年（万元）"], row["2024年（万元）"], row["增减额（万元）"]) == (17.14, 14.57, -2.57)
    assert row["增减率"] == pytest.approx(-2.57 / 17.14)
    assert (row["2023年数"], row["文件"], row["页"], row["行"]) == (
        "推算",
        f"{DEPARTMENT}/2024-budget",
        1,
        405,
    )
    sheet = opened(path)["同比变动"]
    (formulas,) = (row for row in table(sheet) if row["项目"] == "“三公”经费")
    assert formulas["增减额（万元）"].startswith("=ROUND(")
    assert formulas["2024年下级之和（万元）"].startswith("=ROUND(SUMIF(")
    (cell,) = (cell for cell in sheet["F"] if cell.value == 14.57)
    assert cell.number_format == "#,##0.00"


def test_years_in_series_have_their_lines_named_also_where_only_prose_tells_them(workspace: Workspace):
    rows = table(opened(made(workspace), values=True)["多年序列"])
    assert all(row["项目"] for row in rows)
    (row,) = (row for row in rows if row["项目"] == "“三公”经费")
    assert (row["2023年（万元）"], row["2024年（万元）"], row["2024年比2023年（万元）"]) == (
        17.14,
        14.57,
        -2.57,
    )
    assert (row["2023年数"], row["2024年数"], row["2024年行"]) == ("推算", "公开", 405)


def test_every_formula_comes_to_its_cached_value(workspace: Workspace):
    path = made(workspace)
    values = opened(path, values=True)
    count = 0
    for name, sheet in opened(path).items():
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            count += 1
            assert values[name][cell.coordinate].value == pytest.approx(result(cell.value, values[name])), (
                name
            )
    assert count > 40


def test_a_total_that_its_parts_do_not_make_stands_as_printed_beside_the_difference(
    build: Callable[..., Workspace],
):
    facts = build().facts().collect()
    other = pl.when(pl.col("code") == "302", pl.col("measure") == "operating").then(700_00_00_00)
    path = made(build(facts=facts.with_columns(amount_fen=other.otherwise("amount_fen"))))
    (row,) = (
        row
        for row in table(opened(path, values=True)["数据"])
        if row["科目编码"] == "302" and row["列的含义"] == "公用经费"
    )
    parts = 39.10 + 2.95 + 6.20 + 616.15
    # The lines of this table name no parent: their sum is not claimed.
    assert row["金额（万元）"] == 700
    assert row["下级之和（万元）"] is None
    linked = pl.when(pl.col("code").str.starts_with("302") & (pl.col("level") == 2)).then(4)
    again = facts.with_columns(
        amount_fen=other.otherwise("amount_fen"), parent_no=linked.otherwise("parent_no").cast(pl.Int32)
    )
    (row,) = (
        row
        for row in table(opened(made(build(facts=again)), values=True)["数据"])
        if row["科目编码"] == "302" and row["列的含义"] == "公用经费"
    )
    assert row["金额（万元）"] == 700
    assert row["下级之和（万元）"] == pytest.approx(parts)
    assert row["与下级之差"] == pytest.approx(700 - parts)
    assert row["容差"] == pytest.approx(0.025)


def test_amounts_keep_the_precision_of_their_print(build: Callable[..., Workspace]):
    facts = build().facts().collect().head(3)
    exact = facts.with_columns(
        amount_fen=pl.Series([123, -4_984_00, 5_401_460_000]), quantum_fen=pl.Series([1, 100, 10_000])
    )
    sheet = opened(made(build(facts=exact)))["数据"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "金额（万元）")
    cells = [sheet[f"{column}{row}"] for row in (2, 3, 4)]
    assert [cell.value for cell in cells] == [0.000123, -0.4984, 5401.46]
    assert [cell.number_format for cell in cells] == ["#,##0.000000", "#,##0.0000", "#,##0.00"]


def test_findings_stand_by_their_weight_with_both_their_places(workspace: Workspace):
    rows = table(opened(made(workspace), values=True)["勾稽核对"])
    order = ["不符", "存疑", "尾差", "相符"]
    assert [row["结果"] for row in rows] == sorted((row["结果"] for row in rows), key=order.index)
    (row,) = (row for row in rows if row["规则"] == "text.income")
    assert row["差额（万元）"] == pytest.approx(584.69)
    assert (row["页"], row["行"], row["对照行"], row["文件"]) == (1, 371, 120, f"{DEPARTMENT}/2024-budget")
    assert row["规则集"] != "text_against_table"


def test_what_would_mend_a_finding_is_told_place_by_place(build: Callable[..., Workspace]):
    repair = {
        "document": "甲",
        "line": "合计",
        "printed_fen": None,
        "should_fen": 10**6,
        "page": 1,
        "row": 2,
        "column": None,
    }
    findings = build().findings().collect().head(1)
    mended = findings.with_columns(
        repairs=pl.Series([[repair, {**repair, "printed_fen": 0}]], dtype=findings["repairs"].dtype)
    )
    zh, en = "改正其中任何一处即成立", "Any one of these would mend it"
    (row,) = table(opened(made(build(findings=mended)))["勾稽核对"])
    assert row[zh] == "合计（第1页第2行）：— → 1.00\n合计（第1页第2行）：0.00 → 1.00"
    (row,) = table(opened(made(build(findings=mended), "en"))["Findings"])
    assert row[en].startswith("合计 (page 1, row 2): — → 1.00")


def test_sources_are_the_files_with_their_hashes(workspace: Workspace):
    sheet = opened(made(workspace))["来源"]
    (row,) = (row for row in table(sheet) if row["页数"])
    assert row["SHA-256"] == "0f" * 32
    assert row["原始文件"] == f"data/raw/{DEPARTMENT}/2024-budget.txt"
    assert any(str(cell.value).startswith("yusuan  0") for cell in sheet["A"])


def test_without_a_check_there_is_no_sheet_of_findings(workspace: Workspace):
    (workspace.clean / "findings.parquet").unlink()
    assert list(opened(made(workspace))) == ["同比变动", "多年序列", "数据", "来源"]


def test_in_english_only_names_and_quotations_are_chinese(workspace: Workspace):
    sheets = opened(made(workspace, "en"))
    assert list(sheets) == ["Variance", "Series", "Facts", "Findings", "Sources"]
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for sheet in sheets.values():
        assert [cell.value for cell in sheet[1] if chinese.search(str(cell.value))] == []
    ours = {"Comparison", "2023 amount", "Note"}
    assert "Three public expenses" in {row["Line"] for row in table(sheets["Variance"])}
    for row in table(sheets["Variance"]):
        assert [row[name] for name in ours if row[name] and chinese.search(row[name])] == []


def test_the_same_data_at_the_same_time_give_the_same_bytes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    first = made(workspace).read_bytes()
    assert made(workspace).read_bytes() == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1708905601")
    assert made(workspace).read_bytes() != first


def test_a_workbook_that_cannot_be_written_leaves_the_one_before(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    path = made(workspace)
    before = path.read_bytes()

    def full(_path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        made(workspace)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == [workbook.FILE]


def through_years(*rows: tuple[str, int, int | None, str | None]) -> pl.DataFrame:
    data = [
        {"key": key, "line": key, "level": 0, "fiscal_year": year, "amount_fen": fen, "origin": origin,
         "document": f"甲/{year}", "page": 1, "row": 2, "column": 3, "title": "表"}
        for key, year, fen, origin in rows
    ]  # fmt: skip
    return pl.DataFrame(data, schema=many_years.SCHEMA)


def test_a_series_has_a_column_for_each_year_that_is_known_and_formulas_between():
    frame = through_years(
        ("甲", 2021, None, None), ("甲", 2022, 0, "restated"), ("甲", 2023, 2_000_000, "disclosed"),
        ("甲", 2024, 3_000_000, "disclosed"), ("乙", 2024, 1_000_000, "disclosed"),
    )  # fmt: skip
    sheet = series({"function": frame})
    headings = [column.heading[0] for column in sheet.columns]
    assert headings[4:7] == ["2022年（万元）", "2023年（万元）", "2024年（万元）"]
    assert "2021年（万元）" not in headings
    one, other = sheet.frame.to_dicts()
    assert (one["change_2023_fen"], one["rate_2023"]) == (2_000_000, None)
    assert (one["change_2024_fen"], one["rate_2024"]) == (1_000_000, 0.5)
    assert (one["origin_2022"], one["document_2024"], one["row_2024"]) == ("推算", "甲/2024", 2)
    assert (other["amount_2024_fen"], other["change_2024_fen"]) == (1_000_000, None)


def test_years_of_which_nothing_is_known_make_an_empty_sheet():
    assert series({}).frame.is_empty()


def test_of_a_hostile_document_every_text_is_text_and_nothing_links_out(
    build: Callable[..., Workspace],
):
    name = "&L=1+1<r>甲&A</r>"
    whole = build()
    hostile = {
        name_: planted(whole.frame(name_).collect(), name, but=["sha256", "format"])
        for name_ in ("facts", "statements", "findings")
    }
    hostile["documents"] = planted(whole.documents().collect(), name).head(1)
    path = made(build(**hostile), department=name)
    for sheet in opened(path).values():
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.hyperlink is None
            assert cell.data_type in "snf"
            if cell.data_type == "f":
                assert re.fullmatch(r"=(ROUND\([\w$:(),-]+\)|\w+/\w+)", cell.value) or "SUMIF" in cell.value
    facts = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("数据").to_python()
    lines = {row[facts[0].index("项目")] for row in facts[1:]}
    assert len(lines) == len(PAYLOADS)
    assert PAYLOADS["dde"] in lines
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        assert not [
            part for part in names if re.search(r"externalLink|sheet\d+\.xml\.rels|vba|connections", part)
        ]
        head = book.read("xl/worksheets/sheet1.xml").decode()
    assert "&amp;&amp;L=1+1&lt;r&gt;甲&amp;&amp;A" in head
