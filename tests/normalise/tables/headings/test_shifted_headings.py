"""Which reading closes: shifted headings are settled by arithmetic, and nothing else moves them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.extract.raw import RawTable
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from yusuan.extract.raw import RawDocument
    from yusuan.identities.suite import Identity
    from yusuan.normalise.document import CleanDocument

    Clean = Callable[..., CleanDocument]

_LINES = ("一、卫生健康支出", "二、住房保障支出", "合计")


def _table(head: str, *amounts: str) -> str:
    rows = [head, *(f"{line}|{row}" for line, row in zip(_LINES, amounts, strict=True))]
    return "支出预算总表\n单位：万元\n" + "".join(row.replace("|", "\t") + "\n" for row in rows)


def _measures(document: CleanDocument) -> dict[int, str | None]:
    """The measure of each column that holds amounts."""
    facts = document.frames["facts"]
    return dict(sorted(set(facts.select("column", "measure").rows())))


def _reading(document: CleanDocument) -> str:
    (reading,) = set(document.frames["columns"]["reading"].cast(pl.String))
    return reading


def test_headings_that_close_stay_as_printed(clean: Clean) -> None:
    document = clean(
        _table("科目名称|总计|基本支出|项目支出", "5.00|3.00|2.00", "4.00|4.00|", "9.00|7.00|2.00")
    )
    assert _measures(document) == {2: "total", 3: "basic", 4: "project"}
    assert _reading(document) == "closed"
    assert document.notes == ()


def test_a_column_one_right_of_its_heading_is_settled(clean: Clean) -> None:
    document = clean(
        _table("科目名称|总计|基本支出|项目支出|", "5.00|3.00||2.00", "4.00|4.00||", "9.00|7.00||2.00")
    )
    assert _measures(document) == {2: "total", 3: "basic", 5: "project"}
    assert _reading(document) == "settled"


def test_two_columns_one_right_of_their_headings_are_settled(clean: Clean) -> None:
    document = clean(
        _table("科目名称|总计|基本支出|项目支出|", "5.00||3.00|2.00", "4.00||4.00|", "9.00||7.00|2.00")
    )
    assert _measures(document) == {2: "total", 4: "basic", 5: "project"}
    assert _reading(document) == "settled"


def test_a_settled_column_keeps_the_heading_under_which_it_is_read(clean: Clean) -> None:
    document = clean(
        _table("科目名称|总计|基本支出|项目支出|", "5.00|3.00||2.00", "4.00|4.00||", "9.00|7.00||2.00")
    )
    facts = document.frames["facts"].filter(pl.col("column") == 5)
    assert set(facts["heading"]) == {"项目支出"}


def test_numbers_that_close_under_no_reading_are_unverified_and_named(clean: Clean) -> None:
    document = clean(
        _table("科目名称|总计|基本支出|项目支出", "5.00|3.01|4.40", "4.00|1.10|7.70", "8.80|6.60|1.23")
    )
    assert _measures(document) == {2: "total", 3: "basic", 4: "project"}
    assert _reading(document) == "unverified"
    assert set(document.frames["facts"]["reading"].cast(pl.String)) == {"unverified"}
    assert document.frames["documents"]["unverified_tables"].to_list() == [1]
    assert len([note for note in document.notes if "支出预算总表" in note and "unverified" in note]) == 1


def test_a_reading_does_not_win_by_leaving_nothing_to_test(clean: Clean) -> None:
    """Under basic and project instead of total and basic nothing would break, for nothing would be tested."""
    document = clean("支出预算总表\n单位：万元\n科目名称\t总计\t基本支出\t项目支出\n教育支出\t5.00\t3.00\t\n")
    assert _measures(document) == {2: "total", 3: "basic"}
    assert _reading(document) == "unverified"


def test_a_table_with_nothing_to_test_it_by_is_untested(clean: Clean) -> None:
    assert _reading(clean("支出预算总表\n单位：万元\n科目名称\t总计\n住房保障支出\t5.00\n")) == "untested"


@pytest.mark.parametrize("place", range(8))
def test_a_planted_error_does_not_move_the_reading_of_sound_headings(clean: Clean, place: int) -> None:
    amounts = [500, 300, 200, 400, 400, 900, 700, 200]
    amounts[place] += 50
    text = [f"{amount / 100:.2f}" for amount in amounts]
    document = clean(
        _table(
            "科目名称|总计|基本支出|项目支出",
            "|".join(text[:3]),
            "|".join([*text[3:5], ""]),
            "|".join(text[5:]),
        )
    )
    assert _measures(document) == {2: "total", 3: "basic", 4: "project"}


@pytest.mark.parametrize("place", range(8))
def test_a_planted_error_does_not_keep_shifted_headings_from_being_settled(clean: Clean, place: int) -> None:
    amounts = [500, 300, 200, 400, 400, 900, 700, 200]
    amounts[place] += 50
    text = [f"{amount / 100:.2f}" for amount in amounts]
    document = clean(
        _table(
            "科目名称|总计|基本支出|项目支出|",
            f"{text[0]}|{text[1]}||{text[2]}",
            f"{text[3]}|{text[4]}||",
            f"{text[5]}|{text[6]}||{text[7]}",
        )
    )
    assert _measures(document) == {2: "total", 3: "basic", 5: "project"}
    assert _reading(document) == "settled"


def test_a_tie_to_another_table_settles_what_nothing_inside_can(clean: Clean) -> None:
    """Current year and carry-over add up either way round; only the other table tells which is which."""
    summary = (
        "收支预算总表\n单位：万元\n收入\t\t\t\t支出\t\t\t\n项目\t预算数\t本年预算\t上年结转\t项目\t预算数\t本年预算\t上年结转\n"
        "收入总计\t9.00\t7.00\t2.00\t支出总计\t9.00\t7.00\t2.00\n"
    )
    income = "收入预算总表\n单位：万元\n单位名称\t总计\t本年预算\t上年结转\t\n合计\t9.00\t\t7.00\t2.00\n"
    document = clean(summary + income)
    facts = document.frames["facts"].filter(pl.col("table") == "income_summary")
    assert facts.select("column", "measure").rows() == [(2, "total"), (4, "current_year"), (5, "carryover")]


def _recognised(raw: RawDocument) -> RawDocument:
    blocks = (replace(block, ocr=True) if isinstance(block, RawTable) else block for block in raw.blocks)
    return replace(raw, blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("amounts", "reading"),
    [
        (("5.00|3.00|2.00", "4.00|4.00|", "9.00|7.00|2.00"), "closed"),
        (("5.00|3.00|2.00", "4.00|4.00|", "9.00|1.00|2.00"), "unverified"),
        (("5.00||", "||", "||"), "unverified"),
    ],
    ids=["closes", "one amount differs", "untested"],
)
def test_what_was_recognised_is_unverified_until_all_of_it_closes(
    transcript: Callable[..., RawDocument],
    identities: Sequence[Identity],
    tmp_path: Path,
    amounts: tuple[str, ...],
    reading: str,
) -> None:
    table = _table("科目名称|总计|基本支出|项目支出", *amounts)
    raw = _recognised(transcript("甲市民政局\n2024年部门预算\n\n" + table))
    document = normalise([raw], tmp_path, identities)
    assert _reading(document) == reading
    assert ("由图像识别" in "".join(document.notes)) == (reading == "unverified")
    assert document.frames["facts"]["ocr"].all()
