"""Waivers: what is let stand, and what becomes of those that let nothing stand."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan import cli
from yusuan.checks.run import check
from yusuan.checks.waivers import WaiverError, load, notes
from yusuan.cli.exits import Exit
from yusuan.model import schemas
from yusuan.pipeline import ingest as ingesting
from yusuan.pipeline import run as pipeline
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from yusuan.checks.run import CheckResult

    Collection = Callable[..., dict[str, pl.LazyFrame]]
    Waive = Callable[..., Path]

_DOCUMENT = "甲市民政局/2024-budget"
_REASON = {"reason": "公开件漏印一列", "decided_by": "张三", "until": dt.date(2026, 12, 31)}
_ROW = {"document": _DOCUMENT, "identity": "row.total", **_REASON}
_TABLES = ["income_summary", "expenditure_summary"]
_TOTALS = [[{"tables": [table], "measures": ["total"], "roles": ["total"]}] for table in _TABLES]
_ENTRIES: dict[str, tuple[str, dict[str, object]]] = {
    "row.total": (
        "expect_rows_to_add_up",
        {"tables": ["expenditure_summary"], "total": "total", "parts": ["basic", "project"]},
    ),
    "income=expenditure": ("expect_cells_to_agree", {"left": _TOTALS[0], "right": _TOTALS[1]}),
}
# Two lines break by differences of their own; the last breaks between the tables as well, by one amount.
_TEXT = """\
甲市民政局
2024年部门预算
收入预算总表
单位：万元
单位名称\t总计
甲市民政局\t20.00
合计\t20.00
支出预算总表
单位：万元
科目名称\t总计\t基本支出\t项目支出
教育支出\t5.00\t3.00\t2.50
卫生健康支出\t7.00\t3.00\t3.00
农林水支出\t8.00\t5.00\t3.00
合计\t29.00\t11.00\t9.00
"""
_EDUCATION, _HEALTH, _TOTAL = ("教育支出", 11), ("卫生健康支出", 12), ("合计", 14)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int, int], None]:
    """Say which day it is; 1 June 2026 to begin with."""

    def is_day(year: int, month: int, day: int) -> None:
        noon = calendar.timegm((year, month, day, 12, 0, 0))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(noon))

    is_day(2026, 6, 1)
    return is_day


def _entry(identity: str, severity: str) -> dict[str, object]:
    form, kwargs = _ENTRIES[identity]
    return {
        "type": form,
        "severity": severity,
        "kwargs": {"identity": identity, **kwargs},
        "meta": {"sentence": f"{identity}。", "sentence_en": f"{identity}."},
    }


def _toml(waivers: tuple[Mapping[str, object], ...]) -> str:
    return "\n".join(
        "[[waiver]]\n"
        + "".join(
            f"{name} = {value if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)}\n"
            for name, value in waiver.items()
        )
        for waiver in waivers
    )


@pytest.fixture
def waive(tmp_path: Path) -> Waive:
    """A folder with a suite for each identity, and the waivers that are given."""

    def write(*waivers: Mapping[str, object], severity: str = "critical") -> Path:
        folder = tmp_path / "expectations"
        folder.mkdir(exist_ok=True)
        for number, identity in enumerate(_ENTRIES):
            suite = {"name": f"suite {number}", "expectations": [_entry(identity, severity)]}
            (folder / f"{number}.json").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
        (folder / "waivers.toml").write_text(_toml(waivers), encoding="utf-8")
        return folder

    return write


def _waived(result: CheckResult) -> list[tuple[object, ...]]:
    assert schemas.Findings.is_valid(result.findings)
    rows = result.findings.filter(pl.col("waived").is_not_null())
    return rows.select("line", "row").rows()


def _states(result: CheckResult) -> list[str]:
    assert schemas.Waivers.is_valid(result.waivers)
    return result.waivers["state"].to_list()


def test_without_waivers_all_findings_count(collection: Collection, waive: Waive) -> None:
    result = check(collection(_TEXT), waive())
    broken = result.findings.filter(pl.col("status") == "broken")
    assert broken.select("line", "row").rows() == [_EDUCATION, _HEALTH, _TOTAL]
    assert [one["identity"] for one in broken["witnesses"].to_list()[2]] == ["income=expenditure"]
    assert _waived(result) == []
    assert result.waivers.is_empty()
    assert result.success == {"suite 0": False, "suite 1": False}


@pytest.mark.parametrize(("severity", "status"), [("critical", "broken"), ("warning", "question")])
def test_a_finding_that_is_waived_keeps_its_status_and_fails_nothing(
    collection: Collection, waive: Waive, severity: str, status: str
) -> None:
    result = check(collection(_TEXT), waive(_ROW, severity=severity))
    waived = result.findings.filter(pl.col("waived").is_not_null())
    assert waived.select("line", "row").rows() == [_EDUCATION, _HEALTH, _TOTAL]
    assert set(waived["status"]) == {status}
    assert set(waived["waived"]) == {"公开件漏印一列（张三，至2026-12-31）"}
    assert _states(result) == ["applied"]
    assert result.success == {"suite 0": True, "suite 1": True}


def test_what_is_not_waived_still_fails(collection: Collection, waive: Waive) -> None:
    other = _TEXT.replace("甲市", "乙市")
    result = check(collection(_TEXT, other), waive(_ROW))
    assert set(result.findings.filter(pl.col("waived").is_not_null())["document"]) == {_DOCUMENT}
    assert result.success == {"suite 0": False, "suite 1": False}


@pytest.mark.parametrize(
    ("narrower", "expected"),
    [
        ({"line": "教育支出"}, [_EDUCATION]),
        ({"row": 12}, [_HEALTH]),
        ({"line": "合计", "measure": "total", "page": 1, "row": 14, "column": 2}, [_TOTAL]),
        ({"measure": "total"}, [_EDUCATION, _HEALTH, _TOTAL]),
        ({"page": 1}, [_EDUCATION, _HEALTH, _TOTAL]),
        ({"column": 2}, [_EDUCATION, _HEALTH, _TOTAL]),
        ({"line": "教育"}, []),
        ({"line": "教育支出", "row": 12}, []),
        ({"measure": "basic"}, []),
        ({"page": 2}, []),
        ({"column": 3}, []),
    ],
)
def test_a_narrower_waiver_is_about_what_it_names(
    collection: Collection, waive: Waive, narrower: dict[str, object], expected: list[tuple[str, int]]
) -> None:
    result = check(collection(_TEXT), waive({**_ROW, **narrower}))
    assert _waived(result) == expected
    assert _states(result) == ["applied" if expected else "stale"]
    assert result.success["suite 0"] is (len(expected) == 3)


def test_a_waiver_of_the_finding_is_one_of_its_witnesses_too(collection: Collection, waive: Waive) -> None:
    result = check(collection(_TEXT), waive({**_ROW, "line": "合计"}))
    assert result.success == {"suite 0": False, "suite 1": True}


def test_a_waiver_of_a_witness_alone_waives_nothing(collection: Collection, waive: Waive) -> None:
    result = check(collection(_TEXT), waive({**_ROW, "identity": "income=expenditure"}))
    assert _waived(result) == []
    assert _states(result) == ["stale"]
    assert result.success == {"suite 0": False, "suite 1": False}


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"document": "甲市民政局/2023-budget"},
        {"identity": "row.totl"},
        {"line": "农林水支出"},
    ],
    ids=["no such document", "no such identity", "what is exact"],
)
def test_a_waiver_that_no_finding_answers_to_is_stale(
    collection: Collection, waive: Waive, elsewhere: dict[str, object]
) -> None:
    stale = {**_ROW, **elsewhere}
    result = check(collection(_TEXT), waive(_ROW, stale))
    assert _states(result) == ["applied", "stale"]
    (note,) = notes(result.waivers)
    assert note.startswith(f"waivers.toml：{stale['document']} {stale['identity']}")
    assert "没有对应的不符或存疑" in note


def test_rounding_needs_no_waiver(collection: Collection, waive: Waive) -> None:
    text = _TEXT.replace("5.00\t3.00\t2.50", "5.00\t3.00\t2.01")
    result = check(collection(text), waive({**_ROW, "line": "教育支出"}))
    (rounding,) = result.findings.filter(pl.col("line") == "教育支出").to_dicts()
    assert (rounding["status"], rounding["waived"]) == ("rounding", None)
    assert _states(result) == ["stale"]


def test_a_waiver_counts_up_to_its_last_day(
    collection: Collection, waive: Waive, today: Callable[[int, int, int], None]
) -> None:
    frames, folder = collection(_TEXT), waive(_ROW)
    today(2026, 12, 31)
    result = check(frames, folder)
    assert _states(result) == ["applied"]
    assert _waived(result) == [_EDUCATION, _HEALTH, _TOTAL]
    today(2027, 1, 1)
    result = check(frames, folder)
    assert _states(result) == ["expired"]
    assert _waived(result) == []
    assert result.success == {"suite 0": False, "suite 1": False}
    assert notes(result.waivers) == [
        f"waivers.toml：{_DOCUMENT} row.total：2026-12-31 已到期，请复核 (waiver expired)"
    ]


def test_of_several_waivers_the_first_that_counts_is_shown(collection: Collection, waive: Waive) -> None:
    over = {**_ROW, "reason": "旧", "until": dt.date(2026, 5, 31)}
    second = {**_ROW, "reason": "新", "line": "教育支出"}
    result = check(collection(_TEXT), waive(over, second, _ROW))
    assert _states(result) == ["expired", "applied", "applied"]
    said = dict(result.findings.drop_nulls("waived").select("line", "waived").rows())
    assert said["教育支出"].startswith("新")
    assert said["卫生健康支出"].startswith("公开件漏印一列")


# --- the file -----------------------------------------------------------------------------------------


def _with(**changes: object) -> str:
    return _toml((_ROW, {name: value for name, value in {**_ROW, **changes}.items() if value is not None}))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (_with(document=None), "第2条，document：缺少"),
        (_with(identity=None), "第2条，identity：缺少"),
        (_with(reason=None), "第2条，reason：缺少"),
        (_with(decided_by=None), "第2条，decided_by：缺少"),
        (_with(until=None), "第2条，until：缺少"),
        (_with(reason=" "), "第2条，reason：不能为空"),
        (_with(reason="长" * 501), "第2条，reason：过长"),
        (_with(decided_by=5), "第2条，decided_by：应为文字"),
        (_with(until="2026-12-31"), "第2条，until：应为日期"),
        (_with(until=dt.datetime(2026, 12, 31, 8, 0)), "第2条，until：应为日期"),  # noqa: DTZ001 — as TOML has it
        (_with(page=0), "第2条，page：应从1起"),
        (_with(row="5"), "第2条，row：应为整数"),
        (_with(column=10**12), "第2条，column：过大"),
        (_with(pages=5), "第2条，pages：没有这一项"),
        ("waiver = [1]", "第1条：应写作 [[waiver]]"),
        ("[waiver]", "waiver：应写作 [[waiver]]"),
        ("[[waivers]]", "waivers：没有这一项"),
        ("[[waiver", "不是TOML"),
        (_toml((_ROW,)).replace("12-31", "12-32"), "不是TOML"),
    ],
)
def test_a_malformed_file_is_refused_in_one_line_with_entry_and_field(
    waive: Waive, text: str, place: str
) -> None:
    folder = waive()
    (folder / "waivers.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WaiverError, match=r"^[^\n]*waivers\.toml：[^\n]*\)[^\n]*$") as refused:
        load(folder)
    assert f"waivers.toml：{place}" in str(refused.value)


def test_a_file_that_is_no_text_is_refused(waive: Waive) -> None:
    folder = waive()
    (folder / "waivers.toml").write_bytes("理由".encode("gbk"))
    with pytest.raises(WaiverError, match="不是TOML"):
        load(folder)


def test_there_need_be_no_file(tmp_path: Path) -> None:
    assert load(tmp_path) == []


def test_the_one_that_is_shipped_waives_nothing_and_explains_the_format(
    repository: Path, tmp_path: Path
) -> None:
    assert load(repository / "expectations") == []
    text = (repository / "expectations" / "waivers.toml").read_text(encoding="utf-8")
    lines = re.findall(r"(?m)^# (\[\[waiver\]\]|[a-z_]+ = .*)$", text)
    (tmp_path / "waivers.toml").write_text("\n".join(lines), encoding="utf-8")
    (shown,) = load(tmp_path)
    assert (shown.line, shown.measure, shown.page) == ("教育支出", "total", 12)


# --- commands -----------------------------------------------------------------------------------------


@pytest.fixture
def workspace(
    tmp_path: Path, waive: Waive, monkeypatch: pytest.MonkeyPatch, in_this_process: None
) -> Workspace:
    """A workspace with the document in data/raw; reports are stood in for."""
    assert in_this_process is None
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a.txt").write_text(_TEXT, encoding="utf-8")
    waive()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr("yusuan.report.reports.report", lambda *_arguments, **_options: [])
    monkeypatch.chdir(tmp_path)
    return Workspace(tmp_path)


@pytest.mark.usefixtures("workspace")
def test_check_fails_on_what_is_not_waived(waive: Waive, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.outcome(["ingest"]) == Exit.DONE
    assert cli.outcome(["check", "--fail-on", "broken"]) == Exit.FOUND
    waive({**_ROW, "line": "教育支出"})
    assert cli.outcome(["check", "--fail-on", "question"]) == Exit.FOUND
    waive(_ROW, {**_ROW, "line": "农林水支出"})
    capsysbinary.readouterr()
    assert cli.outcome(["check", "--fail-on", "question"]) == Exit.DONE
    said = capsysbinary.readouterr()
    assert _DOCUMENT not in said.out.decode()
    assert f"{_DOCUMENT} row.total line 农林水支出：没有对应的不符或存疑" in said.err.decode()
    assert "其中已核准例外 3" in said.err.decode()


@pytest.mark.usefixtures("workspace")
def test_check_refuses_malformed_waivers_in_one_line(
    waive: Waive, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.outcome(["ingest"]) == Exit.DONE
    waive({**_ROW, "until": 2026})
    capsysbinary.readouterr()
    assert cli.outcome(["check"]) == Exit.FAILED
    (line,) = capsysbinary.readouterr().err.decode().splitlines()
    assert "第1条，until：应为日期" in line


def test_what_became_of_the_waivers_is_kept(workspace: Workspace, waive: Waive) -> None:
    waive(_ROW, {**_ROW, "line": "农林水支出"})
    pipeline.run(workspace)
    kept = workspace.waivers().collect()
    assert kept.schema == schemas.Waivers.create_empty().schema
    assert kept.select("document", "identity", "line", "until", "state").rows() == [
        (_DOCUMENT, "row.total", None, dt.date(2026, 12, 31), "applied"),
        (_DOCUMENT, "row.total", "农林水支出", dt.date(2026, 12, 31), "stale"),
    ]
    assert "2026-12-31" in (workspace.clean / "waivers.csv").read_text(encoding="utf-8")
    ingesting.ingest(workspace)
    assert not workspace.has("waivers")


def test_a_run_checks_again_when_a_waiver_is_added_or_expires_and_reads_nothing_again(
    workspace: Workspace, waive: Waive, today: Callable[[int, int, int], None]
) -> None:
    assert pipeline.run(workspace).ingested == 1
    waive(_ROW)
    added = pipeline.run(workspace)
    assert (added.ingested, added.checked) == (None, 5)
    assert added.notes == ()
    today(2026, 12, 31)
    assert pipeline.run(workspace).idle
    today(2027, 1, 1)
    expired = pipeline.run(workspace)
    assert (expired.ingested, expired.checked) == (None, 5)
    again = pipeline.run(workspace)
    assert again.idle
    assert again.notes == expired.notes != ()
