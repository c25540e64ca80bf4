"""Several files of one document: copies, parts, or contradictions that are refused with both named."""

from pathlib import Path

import pytest

from yusuan.extract.raw import UnreadableError
from yusuan.model import schemas
from yusuan.pipeline.parts import Part, together

ROW = {"table": "three_public", "measure": "total", "heading": "合计"}


@pytest.fixture
def part(framed):
    def make(name, *amounts, said=(), terms=(), sha=None, table="three_public"):
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
        return Part(Path(name), sha or name, frames)

    return make


def test_prose_and_tables_complement_each_other(part):
    plan = together([part("b.docx", said=[1]), part("a.xlsx", ("合计", 1))])
    assert plan.whole == (Path("a.xlsx"), Path("b.docx"))
    assert plan.prose == ()
    assert plan.notes == ()


def test_tables_of_different_kinds_complement_each_other(part):
    plan = together([part("a.xlsx", ("合计", 1)), part("b.xlsx", ("合计", 2), table="projects")])
    assert plan.whole == (Path("a.xlsx"), Path("b.xlsx"))


def test_identical_bytes_are_taken_once_and_said(part):
    plan = together([part("a.pdf", ("合计", 1), sha="x"), part("b.pdf", ("合计", 1), sha="x")])
    assert plan.whole == (Path("a.pdf"),)
    assert "identical bytes" in plan.notes[0]
    assert "b.pdf" in plan.notes[0]


def test_the_same_tables_in_another_format_are_taken_once_and_said(part):
    plan = together([part("a.pdf", ("合计", 3), ("公务 接待费", 1), said=[1]), part("b.xlsx", ("合计", 3))])
    assert plan.whole == (Path("a.pdf"),)
    assert plan.prose == ()
    assert "same content" in plan.notes[0]


def test_prose_beside_tables_that_stand_elsewhere_is_kept_without_them(part):
    plan = together(
        [part("a.xlsx", ("合计", 3), ("公务接待费", 1)), part("b.docx", ("合计", 3), terms=["三公"])]
    )
    assert plan.whole == (Path("a.xlsx"),)
    assert plan.prose == (Path("b.docx"),)
    assert "same tables" in plan.notes[0]


def test_prose_that_repeats_prose_is_a_copy_and_silent_prose_is_a_part(part):
    full = part("a.pdf", ("合计", 1), said=[1, 2])
    assert together([full, part("b.docx", said=[2])]).whole == (Path("a.pdf"),)
    assert together([full, part("b.docx")]).whole == (Path("a.pdf"), Path("b.docx"))


def test_other_amounts_for_the_same_cell_are_refused_with_both_named(part):
    with pytest.raises(UnreadableError) as refused:
        together([part("b.pdf", ("合计", 3), ("接待费", 1)), part("a.xlsx", ("合计", 4))])
    message = str(refused.value)
    assert message.startswith("a.xlsx 与 b.pdf")
    assert "合计" in message
    assert "contradiction" in message


def test_tables_that_overlap_without_one_holding_the_other_are_refused(part):
    with pytest.raises(UnreadableError, match="overlapping tables"):
        together([part("a.pdf", ("合计", 3), ("接待费", 1)), part("b.pdf", ("合计", 3), ("用车费", 2))])


def test_the_order_of_the_files_changes_nothing(part):
    parts = [part("a.pdf", ("合计", 3), ("接待费", 1)), part("b.xlsx", ("合计", 3)), part("c.docx", said=[9])]
    assert together(parts) == together(parts[::-1])
