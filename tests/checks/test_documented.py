"""docs/expectations.md is true: its entries are what runs, and every form, field and word stands there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from yusuan import cli
from yusuan.checks import waivers
from yusuan.checks.run import check
from yusuan.cli.exits import Exit
from yusuan.identities.entries import FORMS, Selector
from yusuan.identities.rules.registry import RULES, manual
from yusuan.identities.suite import names, read_suite
from yusuan.reference.measures import measure_words
from yusuan.reference.table_kinds import table_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from yusuan.checks.run import CheckResult
    from yusuan.workspace.workspace import Workspace

    Collection = Callable[..., dict[str, pl.LazyFrame]]
    Entry = dict[str, Any]


def _document(year: int, *parts: str) -> str:
    return f"甲市民政局\n{year}年部门预算\n" + "".join(part.rstrip("\n") + "\n" for part in parts)


def _three_public(head: str, *rows: str) -> str:
    return "\n".join(["“三公”经费预算表", "单位：万元", f"项目\t{head}", *rows])


_EXPENDITURE = (
    "支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "205\t教育支出\t5.00\t3.00\t2.50\n\t合计\t5.00\t3.00\t2.50\n"
)
_SAID = "“三公”经费预算说明\n2024年“三公”经费预算数为5.00万元，其中：因公出国（境）费0.00万元，公务接待费{}万元，公务用车费3.00万元。"
_RECEPTION = _three_public("预算数", "公务接待费\t2.00", "公务用车购置及运行费\t3.00", "合计\t5.00")
_VEHICLES = _three_public(
    "预算数",
    "公务接待费\t2.00",
    "公务用车购置及运行费\t3.00",
    "其中：公务用车购置费\t1.00",
    "公务用车运行维护费\t1.50",
    "合计\t5.00",
)
_GENERAL_PUBLIC = (
    "一般公共预算支出预算表\n单位：万元\n科目编码\t科目名称\t合计\n205\t教育支出\t4.00\n\t合计\t4.00"
)
# Documents with an error, for each documented entry.
_WITH_ERROR: dict[str, Sequence[str]] = {
    "own.row.total=basic+project": [_document(2024, _EXPENDITURE)],
    "own.lines.vehicles": [_document(2024, _VEHICLES)],
    "own.three_public<=general_public": [_document(2024, _RECEPTION, _GENERAL_PUBLIC)],
    "own.text.reception": [_document(2024, _RECEPTION, _SAID.format("2.50"))],
    "own.three_public.previous_year": [
        _document(2023, _RECEPTION),
        _document(2024, _three_public("预算数\t上年预算数", "公务接待费\t2.00\t2.00", "合计\t2.00\t6.00")),
    ],
    "own.restated": [
        _document(2023, "“三公”经费预算说明\n2023年公务接待费5.00万元。"),
        _document(
            2024, "“三公”经费预算说明\n2024年公务接待费2.00万元，比2023年预算数减少1.00万元，主要原因是节约。"
        ),
    ],
    "own.said.reception": [_document(2024, _SAID.format("2.50"))],
    "own.text.{role}": [
        _document(2024, _RECEPTION, _SAID.format("2.00").replace("3.00万元。", "4.00万元。"))
    ],
    "own.wording": [_document(2024, "名词解释\n一、结余分配：指事业事位按规定提取的基金。")],
}


def _blocks(text: str, language: str) -> list[str]:
    found = re.findall(rf"(?ms)^( *)```{language}\n(.*?)^ *```$", text)
    return [re.sub(rf"(?m)^{indent}", "", block) for indent, block in found]


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return (repository / "docs" / "expectations.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def documented(text: str) -> dict[str, Entry]:
    """The entries shown, by identity."""
    entries = [json.loads(block) for block in _blocks(text, "json")]
    return {entry["kwargs"]["identity"]: entry for entry in entries if "type" in entry}


def _write(path: Path, entries: Sequence[Entry]) -> Path:
    path.parent.mkdir(exist_ok=True)
    suite = {"name": path.stem, "expectations": entries}
    path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    return path


def _errors(result: CheckResult) -> set[str]:
    """The identities that found something, witnesses among them."""
    rows = result.findings.filter(pl.col("status").is_in(["broken", "question"]))
    return {place["identity"] for row in rows.to_dicts() for place in (row, *row["witnesses"])}


def test_every_form_is_shown_with_an_example(documented: dict[str, Entry], tmp_path: Path) -> None:
    assert list(dict.fromkeys(entry["type"] for entry in documented.values())) == list(FORMS)
    assert set(documented) == set(_WITH_ERROR)
    loaded = read_suite(_write(tmp_path / "own.json", list(documented.values())))
    expected = [name for entry in documented.values() for name in names(entry["kwargs"])]
    assert [one.formula.identity for one in loaded] == expected
    assert all(one.sentence.endswith("。") and "{" not in one.sentence for one in loaded)


@pytest.mark.parametrize("identity", _WITH_ERROR)
def test_a_documented_entry_finds_its_error(
    collection: Collection, documented: dict[str, Entry], tmp_path: Path, identity: str
) -> None:
    entry = documented[identity]
    folder = _write(tmp_path / "suites" / "own.json", [entry]).parent
    result = check(collection(*_WITH_ERROR[identity]), folder)
    found = result.findings.filter(pl.col("status") != "exact")
    expected = {"critical": "broken", "warning": "question"}[entry.get("severity", "critical")]
    assert set(found["status"]) == {expected}
    assert set(found["document"]) == {"甲市民政局/2024-budget"}
    if entry["type"] != "expect_rule_to_hold":  # which tells what it found in words of its own
        said = entry["meta"]["sentence"].replace("{name}", "公务用车费")
        assert all(said in message for message in found["message"])
    assert all(entry["meta"].get("why", "") in message for message in found["message"])


def test_an_entry_added_to_a_shipped_suite_is_what_runs(
    collection: Collection, documented: dict[str, Entry], repository: Path, tmp_path: Path
) -> None:
    identity = "own.three_public<=general_public"
    frames = collection(*_WITH_ERROR[identity])
    folder = tmp_path / "suites"
    shutil.copytree(repository / "expectations", folder)
    before = check(frames, folder)
    assert identity not in _errors(before)
    path = folder / "between_tables.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    suite["expectations"].append(documented[identity])
    path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    after = check(frames, folder)
    assert _errors(after) == _errors(before) | {identity}
    assert (before.success["between_tables"], after.success["between_tables"]) == (True, False)


def test_the_empty_suite_shown_is_one(text: str, documented: dict[str, Entry], tmp_path: Path) -> None:
    (empty,) = [suite for block in _blocks(text, "json") if "expectations" in (suite := json.loads(block))]
    path = _write(tmp_path / "own.json", [])
    path.write_text(json.dumps(empty), encoding="utf-8")
    assert read_suite(path) == []
    empty["expectations"] += documented.values()
    path.write_text(json.dumps(empty), encoding="utf-8")
    assert len(read_suite(path)) == sum(len(names(entry["kwargs"])) for entry in documented.values())


def test_the_waiver_shown_is_one(text: str, documented: dict[str, Entry], tmp_path: Path) -> None:
    (block,) = _blocks(text, "toml")
    (tmp_path / waivers.FILE).write_text(block, encoding="utf-8")
    (shown,) = waivers.load(tmp_path)
    assert shown.identity in documented


def test_every_field_is_explained_where_its_form_is(text: str) -> None:
    sections = dict(re.findall(r"(?ms)^#+ (.+?)\n(.*?)(?=^#|\Z)", text))
    common = {"identity", "severity", "failure", "subject", "mostly", "form", "practice"}
    explained = {
        **{next(title for title in sections if form in title): model for form, model in FORMS.items()},
        "选择": Selector,
        "例外": waivers.Waiver,
    }
    for title, model in explained.items():
        rows = "".join(re.findall(r"(?m)^\| (`.*?) \|", sections[title]))
        assert set(re.findall("`(.*?)`", rows)) - common == set(model.model_fields) - common, title


def test_the_table_of_rules_is_what_the_rules_say(text: str) -> None:
    (table,) = re.findall(r"(?s)<!-- rules: .*? -->\n(.*?)<!-- /rules -->", text)
    assert table == manual()
    assert len(table.splitlines()) == 2 + len(RULES)


def test_every_table_and_column_is_named(text: str) -> None:
    for title, known in (("表", table_names()), ("列", measure_words())):
        (section,) = re.findall(rf"(?ms)^### {title}\n(.*?)^###? ", text)
        rows = "".join(re.findall(r"(?m)^\|.*$", section))
        shown = {word for word in re.findall("`(.*?)`", rows) if "." not in word}
        assert shown == {str(name) for name in known}, title
    for kind, (name, _) in table_names().items():
        assert f"| `{kind.value}` | {name} |" in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what Great Expectations imports
def test_the_commands_shown_run(
    text: str, sample: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample.root / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line) for block in _blocks(text, "sh") for line in block.splitlines()]
    assert len(commands) == 3
    for name, *arguments in commands:
        assert name == "yusuan"
        assert cli.outcome(arguments) in {Exit.DONE, Exit.FOUND}


# --- the shipped suites are what runs -----------------------------------------------------------------

_BASIC = "一般公共预算基本支出表\n单位：万元\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n30101\t基本工资\t5.00\t3.00\t2.50\n"
_SUMMARY = (
    "收支预算总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
    "一般公共预算拨款收入\t9.00\t教育支出\t8.00\n收入总计\t9.00\t支出总计\t8.00\n"
)
_ACCOUNT = (
    "甲市民政局\n{}年度部门决算\n收入支出决算总表\n单位：万元\n收入\t\t支出\t\n项目\t决算数\t项目\t决算数\n"
    "年初结转和结余\t{}\t年末结转和结余\t{}\n总计\t9.00\t总计\t9.00\n"
)
# For each form a suite, an identity of it, and documents with an error that only this identity of the suite finds.
_PLANTED: list[tuple[str, str, Sequence[str]]] = [
    ("inside_tables", "row.total=personnel+operating", [_document(2024, _BASIC)]),
    ("inside_tables", "lines.three_public", [_document(2024, _VEHICLES)]),
    ("between_tables", "summary.income=expenditure", [_document(2024, _SUMMARY)]),
    (
        "text_against_table",
        "text.three_public.reception",
        [_document(2024, _RECEPTION, _SAID.format("2.50"))],
    ),
    (
        "between_documents",
        "carryover.line",
        [_ACCOUNT.format(2023, "0.00", "3.00"), _ACCOUNT.format(2024, "4.00", "")],
    ),
    ("between_documents", "restated=disclosed", _WITH_ERROR["own.restated"]),
    ("text_against_table", "said.three_public", [_document(2024, _SAID.format("2.50"))]),
]


@pytest.mark.parametrize(("name", "identity", "texts"), _PLANTED, ids=[one[1] for one in _PLANTED])
def test_an_entry_taken_out_no_longer_finds_its_error_and_put_back_does(
    collection: Collection, repository: Path, tmp_path: Path, name: str, identity: str, texts: Sequence[str]
) -> None:
    frames = collection(*texts)
    path = repository / "expectations" / f"{name}.json"
    whole = json.loads(path.read_text(encoding="utf-8"))["expectations"]
    without = [entry for entry in whole if identity not in names(entry["kwargs"])]
    assert len(without) == len(whole) - 1

    def errors(entries: Sequence[Entry]) -> set[str]:
        return _errors(check(frames, _write(tmp_path / "suites" / path.name, entries).parent))

    assert identity in errors(whole)
    assert identity not in errors(without)
    assert identity in errors(whole)


def test_an_error_is_planted_for_every_form(repository: Path) -> None:
    forms = {
        one.formula.identity: one.formula.form
        for name in {name for name, _, _ in _PLANTED}
        for one in read_suite(repository / "expectations" / f"{name}.json")
    }
    assert [forms[identity] for _, identity, _ in _PLANTED] == [
        model.model_fields["form"].default for model in FORMS.values()
    ]
