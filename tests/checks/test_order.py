"""The same clean data gives the same findings in the same order."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from polars.testing import assert_frame_equal

from yusuan.checks.run import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

_TABLES = (
    "一般公共预算支出预算表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "205\t教育支出\t4.30\t3.00\t2.00\n20502\t普通教育\t4.30\t3.00\t2.00\n\t合计\t4.30\t3.00\t2.00\n"
    "支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "205\t教育支出\t4.30\t3.00\t2.00\n\t合计\t4.60\t3.00\t2.00\n"
)
# The year before says the amount three times, each as near to what the later document implies as the others.
_EARLIER = (
    "甲市民政局\n2023年部门预算\n机关运行经费\n2023年机关运行经费3.00万元。\n"
    f"机关运行经费3.00万元，主要用于办公。\n2023年机关运行经费预算为3.00万元。\n{_TABLES}"
)
_LATER = (
    "甲市民政局\n2024年部门预算\n机关运行经费\n2024年机关运行经费5.00万元，比上年预算增加1.00万元。\n"
    f"{_TABLES}"
)
# Rules read the text in its own order; amounts are found by what they are of.
_SHUFFLED = ("documents", "facts", "lines", "columns", "statements")


@pytest.fixture
def suites(repository: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "expectations"
    folder.mkdir()
    for name in ("inside_tables", "between_documents"):
        shutil.copy(repository / "expectations" / f"{name}.json", folder)
    return folder


def test_findings_have_one_order_whatever_the_order_of_the_rows_they_are_made_from(
    collection: Callable[..., dict[str, pl.LazyFrame]], suites: Path
) -> None:
    frames = {name: frame.collect() for name, frame in collection(_EARLIER, _LATER).items()}
    expected = check({name: frame.lazy() for name, frame in frames.items()}, suites)
    assert {"broken", "question"} <= set(expected.findings["status"])
    for seed in range(4):
        shuffled = {
            name: frame.sample(fraction=1, shuffle=True, seed=seed) if name in _SHUFFLED else frame
            for name, frame in frames.items()
        }
        again = check({name: frame.lazy() for name, frame in shuffled.items()}, suites)
        for name in ("outcomes", "judgements", "findings", "untested"):
            assert_frame_equal(getattr(again, name), getattr(expected, name))
