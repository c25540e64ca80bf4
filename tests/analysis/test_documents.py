"""Documents are compared with those of the same department, phase and scope, under whatever name."""

from __future__ import annotations

import polars as pl
import pytest

from questions import question
from yusuan.analysis.documents import Entities, all_pairs, choose, disclosures, entities, pair, years_of
from yusuan.analysis.question import VarianceError
from yusuan.model import schemas
from yusuan.model.vocabulary import Phase, Scope

RENAMED = Entities((("旧局", 2024, "新局", False),))
MERGED = Entities((("甲局", 2024, "合局", True), ("乙局", 2024, "合局", True)))


@pytest.fixture
def there(framed):
    def make(names, *documents):
        rows = []
        for department, year, *more in documents:
            phase, scope = (*more, *("budget", "department")[len(more) :])
            suffix = "-unit" if scope == "unit" else ""
            rows.append(
                {
                    "document": f"{department}/{year}-{phase}{suffix}",
                    "department": department,
                    "fiscal_year": year,
                    "phase": phase,
                    "scope": scope,
                }
            )
        return disclosures(framed(schemas.Documents, *rows).lazy(), names)

    return make


def bases(there, names, department, year=2024, **asked):
    asked = question(department=department, year=year, **asked)
    current = choose(there, asked)
    return pair(there, names, current, asked)["base_document"].to_list()


def test_a_department_is_compared_under_its_former_name(there):
    documents = there(RENAMED, ("旧局", 2022), ("旧局", 2023), ("新局", 2024))
    assert bases(documents, RENAMED, "新局") == ["旧局/2023-budget"]
    years = years_of(documents, question(department="新局")).sort("fiscal_year")
    assert years.select("department", "document").rows() == [
        ("新局", "旧局/2022-budget"),
        ("新局", "旧局/2023-budget"),
        ("新局", "新局/2024-budget"),
    ]


def test_two_names_of_one_body_are_one_department(there):
    documents = there(Entities(()), ("甲省委办公厅", 2023), ("中共甲省委办公厅", 2024))
    assert bases(documents, Entities(()), "中共甲省委办公厅") == ["甲省委办公厅/2023-budget"]


def test_after_the_change_the_old_name_is_somebody_else_s(there):
    documents = there(RENAMED, ("旧局", 2024), ("旧局", 2023), ("新局", 2024))
    assert bases(documents, RENAMED, "旧局") == [None]


def test_merged_departments_are_compared_together(there):
    documents = there(MERGED, ("甲局", 2023), ("乙局", 2023), ("合局", 2024))
    assert bases(documents, MERGED, "合局") == ["乙局/2023-budget", "甲局/2023-budget"]


def test_two_documents_of_one_year_are_refused_with_both_named(there):
    documents = there(RENAMED, ("旧局", 2023), ("新局", 2023), ("新局", 2024))
    with pytest.raises(VarianceError, match=r"新局/2023-budget、旧局/2023-budget 都是同一年度的文件"):
        bases(documents, RENAMED, "新局")
    twice = pl.concat([documents, documents.with_columns(document=pl.col("document") + "-2")])
    with pytest.raises(VarianceError, match="都是同一年度的文件"):
        all_pairs(twice)
    with pytest.raises(VarianceError, match="都是同一年度的文件"):
        choose(twice, question(department="新局", year=2024))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"base_phase": Phase.FINAL}, "口径不同：预算与决算，不可直接比较"),
        ({"base_scope": Scope.UNIT}, "口径不同：部门与单位，不可直接比较"),
    ],
)
def test_a_mix_is_refused_unless_asked_for_and_then_labelled(there, asked, message):
    documents = there(RENAMED, ("新局", 2024), ("新局", 2023, "final"), ("新局", 2023, "budget", "unit"))
    assert bases(documents, RENAMED, "新局") == [None]
    with pytest.raises(VarianceError, match=message):
        bases(documents, RENAMED, "新局", **asked)
    mixing = question(department="新局", year=2024, **asked, mix=True)
    pairs = pair(documents, RENAMED, choose(documents, mixing), mixing)
    assert pairs["base_document"].item() is not None
    assert pairs["mixed"].item() == message.removesuffix("，不可直接比较")


def test_every_document_is_paired_with_that_of_the_year_before(there):
    documents = there(RENAMED, ("旧局", 2023), ("新局", 2024), ("新局", 2024, "final"))
    assert all_pairs(documents).select("document", "base_document").rows() == [
        ("新局/2024-budget", "旧局/2023-budget"),
        ("新局/2024-final", None),
        ("旧局/2023-budget", None),
    ]


def test_rows_of_the_workspace_add_to_the_map_of_departments(tmp_path):
    head = "old_name,new_name,since,relation,source\n"
    (tmp_path / "entities.csv").write_text(head + "旧局,新局,2024,renamed,通知\n", encoding="utf-8")
    names = entities(tmp_path)
    assert names.names("旧局", 2023) == ("新局", 1)
    assert names.names("西安市安全生产监督管理局", 2019) == ("西安市应急管理局", 1)


@pytest.mark.parametrize(
    ("row", "message"),
    [("旧局,旧局,2024,renamed,x", "第2行：旧局 对应到自身"), ("旧局,新局,2024,split,x", "第2行：relation")],
)
def test_a_malformed_row_of_the_map_is_refused_with_its_place(tmp_path, row, message):
    head = "old_name,new_name,since,relation,source\n"
    (tmp_path / "entities.csv").write_text(f"{head}{row}\n", encoding="utf-8")
    with pytest.raises(VarianceError, match=message):
        entities(tmp_path)
