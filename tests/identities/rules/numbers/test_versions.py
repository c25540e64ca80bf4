"""Two versions of one document of which none corrects the other print the same amounts."""

from yusuan.identities.rules.numbers.versions import versions_agree
from yusuan.model import schemas


def _verdicts(framed, whose, *rows):
    cells = [
        {
            **whose,
            "line": "合计",
            "amount_fen": 3_000_000,
            "other_fen": 4_000_000,
            "other_file": "b.pdf",
            **row,
        }
        for row in rows
    ]
    return list(versions_agree({"versions": framed(schemas.Versions, *cells)}))


def test_a_contradiction_is_told_with_both_amounts_and_files(framed, whose):
    (verdict,) = _verdicts(framed, whose, {"page": 2, "row": 5, "other_page": 7})
    assert (verdict.holds, verdict.page, verdict.row) == ("broken", 2, 5)
    assert verdict.detail == "“合计”3.00万元，b.pdf 第7页为4.00万元"
    assert "b.pdf, page 7" in verdict.detail_en


def test_a_version_that_was_replaced_accuses_nobody(framed, whose):
    assert _verdicts(framed, whose, {"replaced": True}) == []
    assert list(versions_agree({})) == []
