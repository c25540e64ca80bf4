"""docs/analysis.md is true: its Python and commands run, its tables are whole, its maps are maps."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from yusuan import cli
from yusuan.analysis.completion import SCHEMA as COMPLETION
from yusuan.analysis.disclosed.breakdowns import BY
from yusuan.analysis.documents import entities
from yusuan.analysis.indicators.formulas import formulas
from yusuan.analysis.peers import COMPARABLE
from yusuan.analysis.years.crosswalk import CrosswalkError, crosswalk
from yusuan.analysis.years.renamed_projects import renamed_projects
from yusuan.cli.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return (repository / "docs" / "analysis.md").read_text(encoding="utf-8")


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def _section(text: str, title: str) -> str:
    return re.search(rf"(?ms)^## {title}\n(.*?)^## ", text)[1]


def test_every_comparison_is_explained(text: str) -> None:
    section = _section(text, "按什么比较")
    assert re.findall(r"(?m)^\| `(\w+)` \|", section) == ["by", *BY]
    assert {f"`{by}`" for by in COMPARABLE} <= set(re.findall("`[^`]+`", _section(text, "部门之间")))


def test_every_indicator_is_explained_with_its_formulas_and_source(text: str) -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", _section(text, "指标"))
    assert [row[0] for row in rows] == list(dict.fromkeys(formula.indicator for formula in formulas()))
    for indicator, name, texts, sources in rows:
        its = [formula for formula in formulas() if formula.indicator == indicator]
        assert name.split("，")[0] == its[0].zh
        assert re.findall("`(.*?)`", texts) == [formula.text for formula in its]
        assert all(formula.source.split("（")[0] in sources for formula in its)


def test_every_column_shown_of_a_completion_is_one(text: str) -> None:
    rows = "".join(re.findall(r"(?m)^\| (`.*?) \|", _section(text, "预算与决算")))
    assert set(re.findall("`(.*?)`", rows)) <= set(COMPLETION)


def test_the_maps_shown_are_maps(text: str, tmp_path: Path) -> None:
    for name, block in zip(("crosswalk", "projects", "entities"), _blocks(text, "csv"), strict=True):
        (tmp_path / f"{name}.csv").write_text(block, encoding="utf-8")
    assert renamed_projects(tmp_path)["new"].to_list() == ["信息系统建设与运维"]
    assert entities(tmp_path).names("甲市安全生产监督管理局", 2019) == ("甲市应急管理局", 1)
    # The row shown comes with yusuan already: a second one would overlap, which is said as shown.
    with pytest.raises(CrosswalkError, match=r"crosswalk.csv 第2行：与reference/crosswalk.csv 第\d+行重叠"):
        crosswalk(tmp_path)


_ROW = "economic,{},某,{},某,2020,moved,依据\n"


@pytest.mark.parametrize(
    "rows",
    [
        [_ROW.replace("2020", "").format("30101", "30102")],
        [_ROW.format("99999", "30102")],
        [_ROW.format("30101", "30101")],
        [_ROW.format("30101", "30102"), _ROW.format("30101", "30103")],
    ],
)
def test_errors_of_maps_read_as_shown(text: str, tmp_path: Path, rows: list[str]) -> None:
    head = _blocks(text, "csv")[0].splitlines()[0]
    (tmp_path / "crosswalk.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    shown = re.findall(r"(?m)^\| `(crosswalk.csv 第.*?)` \|", text)
    with pytest.raises(CrosswalkError) as refused:
        crosswalk(tmp_path)
    assert sum(str(refused.value).startswith(message) for message in shown) == 1


def test_the_python_runs(text: str, sample: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample.root)
    held: dict[str, object] = {}
    for block in _blocks(text, "python"):
        exec(block, held)
    assert held["changes"].height == 1
    assert held["ranks"]["rank"].to_list() == [1]
    assert held["by_indicator"]["value"].null_count() == 0


def test_the_commands_run(
    text: str, sample: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample.root / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line) for block in _blocks(text, "sh") for line in block.splitlines()]
    assert {arguments[1] for arguments in commands} == {"variance", "ratios", "peers"}
    for _, *arguments in commands:
        assert cli.outcome(arguments) == Exit.DONE
