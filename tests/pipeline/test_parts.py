"""Several files of one document: copies, parts, or versions of which one counts and the other is named."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest

from yusuan.model import schemas
from yusuan.normalise.identity.version import Version
from yusuan.pipeline.parts import together

ROW = {"table": "three_public", "measure": "total", "heading": "合计"}


@dataclass(frozen=True)
class File:
    paths: tuple[Path, ...]
    sha256: str
    frames: dict[str, pl.DataFrame]
    version: Version = field(default_factory=Version)
    identified: None = None

    def __repr__(self):
        return str(self.paths[0])


@pytest.fixture
def part(framed):
    def make(name, *amounts, said=(), terms=(), sha=None, table="three_public", version=None):
        facts = [
            {**ROW, "table": table, "line": line, "amount_fen": fen, "row": fen} for line, fen in amounts
        ]
        frames = {
            "facts": framed(schemas.Facts, *facts),
            "statements": framed(
                schemas.Statements, *({"metric": "total", "line": "", "amount_fen": fen} for fen in said)
            ),
            "terms": framed(schemas.Terms, *({"term": term} for term in terms)),
        }
        return File((Path(name),), sha or name, frames, version or Version())

    return make


def _plan(*parts):
    """The files by what becomes of them: with tables, without, set aside with the reason."""
    plan = together(parts)
    return (
        [str(each) for each in plan.whole],
        [str(each) for each in plan.prose],
        [(str(each.part), each.reason) for each in plan.aside],
    )


def test_prose_and_tables_complement_each_other(part):
    assert _plan(part("b.docx", said=[1]), part("a.xlsx", ("合计", 1))) == (["a.xlsx", "b.docx"], [], [])


def test_tables_of_different_kinds_complement_each_other(part):
    parts = part("a.xlsx", ("合计", 1)), part("b.xlsx", ("合计", 2), table="projects")
    assert _plan(*parts)[0] == ["a.xlsx", "b.xlsx"]


def test_identical_bytes_are_taken_once_and_said(part):
    plan = together([part("a.pdf", ("合计", 1), sha="x"), part("b.pdf", ("合计", 1), sha="x")])
    assert [str(each) for each in plan.whole] == ["a.pdf"]
    assert "identical bytes" in plan.notes[0]
    assert "b.pdf" in plan.notes[0]


def test_the_same_tables_in_another_format_are_taken_once_and_said(part):
    whole, prose, aside = _plan(
        part("a.pdf", ("合计", 3), ("公务 接待费", 1), said=[1]), part("b.xlsx", ("合计", 3))
    )
    assert (whole, prose) == (["a.pdf"], [])
    assert "same content" in aside[0][1]


def test_prose_beside_tables_that_stand_elsewhere_is_kept_without_them(part):
    plan = together(
        [part("a.xlsx", ("合计", 3), ("公务接待费", 1)), part("b.docx", ("合计", 3), terms=["三公"])]
    )
    assert [str(each) for each in (*plan.whole, *plan.prose)] == ["a.xlsx", "b.docx"]
    assert "same tables" in plan.notes[0]


def test_prose_that_repeats_prose_is_a_copy_and_silent_prose_is_a_part(part):
    full = part("a.pdf", ("合计", 1), said=[1, 2])
    assert _plan(full, part("b.docx", said=[2]))[0] == ["a.pdf"]
    assert _plan(full, part("b.docx"))[0] == ["a.pdf", "b.docx"]


def test_of_two_texts_of_one_document_the_fuller_counts_and_the_other_is_named(part):
    whole, prose, aside = _plan(part("a.pdf", said=[1, 2, 9]), part("b.pdf", said=[1, 2, 3, 4]))
    assert (whole, prose) == (["b.pdf"], [])
    assert aside == [("a.pdf", "是同一文件的两份文字，取较全的后者 (two texts of one document)")]


def test_two_texts_that_say_other_things_are_both_parts(part):
    assert _plan(part("a.pdf", said=[1, 2, 3]), part("b.pdf", said=[4, 5, 6]))[0] == ["a.pdf", "b.pdf"]


def test_a_correction_counts_and_the_version_before_it_is_named(part):
    before = part("a.pdf", ("合计", 3), ("接待费", 1))
    after = part("b.pdf", ("合计", 4), ("接待费", 1), version=Version(corrected=True))
    whole, _, aside = _plan(before, after)
    assert whole == ["b.pdf"]
    assert aside[0][0] == "a.pdf"
    assert "更正" in aside[0][1]
    assert "1 处金额不同" in aside[0][1]


def test_of_two_versions_the_later_counts(part):
    before = part("b.pdf", ("合计", 3), ("接待费", 1), version=Version(day=dt.date(2024, 2, 1)))
    after = part("a.pdf", ("合计", 4), version=Version(day=dt.date(2024, 3, 1)))
    whole, _, aside = _plan(before, after)
    assert whole == ["a.pdf"]
    assert "2024-03-01 的版本取代" in aside[0][1]


def test_versions_without_a_sign_leave_the_fuller_one_and_say_that_they_contradict_each_other(part):
    plan = together([part("b.pdf", ("合计", 3), ("接待费", 1)), part("a.xlsx", ("合计", 4))])
    assert [str(each) for each in plan.whole] == ["b.pdf"]
    assert "a.xlsx 与 b.pdf" in plan.notes[0]
    assert "合计" in plan.notes[0]
    assert "contradiction" in plan.notes[0]


def test_what_two_versions_print_differently_is_kept_from_both(part):
    plan = together([part("b.pdf", ("合计", 3), ("接待费", 1)), part("a.xlsx", ("合计", 4))])
    (aside,) = plan.aside
    assert not aside.replaced
    (cell,) = aside.differing
    assert (cell["line"], cell["measure"], cell["amount_fen"], cell["other_fen"]) == ("合计", "total", 3, 4)
    corrected = part("c.pdf", ("合计", 5), version=Version(corrected=True))
    assert together([part("a.xlsx", ("合计", 4)), corrected]).aside[0].replaced


def test_tables_that_overlap_without_one_holding_the_other_leave_the_fuller_one(part):
    parts = (
        part("a.pdf", ("合计", 3), ("接待费", 1), ("购置费", 5)),
        part("b.pdf", ("合计", 3), ("用车费", 2)),
    )
    whole, _, aside = _plan(*parts)
    assert whole == ["a.pdf"]
    assert "overlapping tables" in aside[0][1]


def test_the_order_of_the_files_changes_nothing(part):
    parts = [part("a.pdf", ("合计", 3), ("接待费", 1)), part("b.xlsx", ("合计", 3)), part("c.docx", said=[9])]
    assert _plan(*parts) == _plan(*parts[::-1])
