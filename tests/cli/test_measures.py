"""ratios, completion and peers on the command line."""

import json

import pytest

from yusuan import cli
from yusuan.cli.exits import Exit
from yusuan.model import schemas

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def workspace(disclosed, framed, tmp_path, monkeypatch):
    total, project = (
        ("expenditure_summary", "total", "total", 10),
        ("expenditure_summary", "total", "project", 4),
    )
    rows = [total, project]
    final = [*rows, ("expenditure_summary", "total", "adjusted_budget", 20)]
    documents, facts, statements = disclosed(
        {"甲局/2024-budget": rows, "甲局/2024-final": final, "乙局/2024-budget": rows}
    )
    clean = tmp_path / "data" / "clean"
    clean.mkdir(parents=True)
    made = {"documents": documents, "facts": facts, "statements": statements}
    for name, schema in schemas.CLEAN.items():
        made.get(name, framed(schema).lazy()).collect().write_parquet(clean / f"{name}.parquet")
    monkeypatch.chdir(tmp_path)


def _printed(capsysbinary, *arguments):
    assert cli.outcome([*arguments, "--format", "json"]) == Exit.DONE
    return json.loads(capsysbinary.readouterr().out)


def test_ratios_of_a_document_and_of_all(capsysbinary):
    one = ["--department", "甲局", "--year", "2024"]
    rows = _printed(capsysbinary, "ratios", *one, "--base", "2020", "--price-index", "1.1")
    assert {row["base_year"] for row in rows} == {2020}
    ratio = next(row for row in rows if row["indicator"] == "project_ratio")
    assert (ratio["value"], ratio["numerator_yuan"]) == (0.4, "40000.00")
    rows = _printed(capsysbinary, "ratios", "--year", "2024", "--phase", "budget")
    assert {row["department"] for row in rows} == {"甲局", "乙局"}


def test_completion_of_a_final_account(capsysbinary):
    rows = _printed(capsysbinary, "completion", "--department", "甲局", "--year", "2024", "--by", "kind")
    assert [(row["line"], row["completion_rate"], row["against"]) for row in rows] == [
        ("支出合计", 0.5, "budget"),
        ("项目支出", None, "budget"),
    ]


def test_peers_by_a_line_and_by_an_indicator(capsysbinary):
    rows = _printed(capsysbinary, "peers", "--year", "2024", "--by", "expenditure.total")
    assert [(row["department"], row["rank"], row["amount_yuan"]) for row in rows] == [
        ("乙局", 1, "100000.00"),
        ("甲局", 1, "100000.00"),
    ]
    rows = _printed(
        capsysbinary, "peers", "--year", "2024", "--indicator", "project_ratio", "--department", "甲局"
    )
    assert [(row["department"], row["value"]) for row in rows] == [("甲局", 0.4)]


@pytest.mark.parametrize("command", [["ratios"], ["peers", "--year", "2024"]])
def test_what_fits_on_a_screen_is_shown(capsysbinary, command):
    assert cli.outcome(command) == Exit.DONE
    assert "甲局" in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ratios", "--base", "2020"], "限一个部门一个年度"),
        (["ratios", "--price-index", "1.1"], "限一个年度"),
        (["ratios", "--department", "丙局", "--year", "2024"], "没有这个部门：丙局"),
        (["completion", "--department", "乙局", "--year", "2024"], "乙局 没有 2024 final 的文件"),
        (["peers", "--year", "2030"], "没有 2030 年的文件"),
        (["peers", "--year", "2024", "--by", "colour"], "不能按 colour 比较"),
    ],
)
def test_a_wrong_call_is_answered_with_what_there_is(capsysbinary, arguments, message):
    assert cli.outcome(arguments) == Exit.CALL
    assert message in capsysbinary.readouterr().err.decode()
