"""Every sentence of the running text, with what its passage is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.extract.plain_text import read_transcript
from yusuan.normalise.prose.sentences import sentence_rows

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = """甲局
2024年部门预算

第二部分 情况说明
一、收入情况说明
1.上级补助收入5万元。与上年持平。
本部门没有其他收入。
第三部分 名词解释
一、机关运行经费：指保障运行的资金。
"""


def test_sentences_know_their_passage_and_their_number(tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    path.write_text(_TEXT, encoding="utf-8")
    rows = sentence_rows(list(read_transcript(path).lines()))
    told = [(row["kind"], row["number"], row["section"], row["text"], row["row"]) for row in rows[2:]]
    assert told == [
        ("heading", "第二部分", "情况说明", "第二部分情况说明", 4),
        ("heading", "一、", "收入情况说明", "一、收入情况说明", 5),
        ("item", "1.", "收入情况说明", "1.上级补助收入5万元。", 6),
        ("item", "", "收入情况说明", "与上年持平。", 6),
        ("text", "", "收入情况说明", "本部门没有其他收入。", 7),
        ("heading", "第三部分", "名词解释", "第三部分名词解释", 8),
        ("term", "一、", "名词解释", "一、机关运行经费：指保障运行的资金。", 9),
    ]
    assert [row["sentence_no"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["passage_no"] for row in rows[2:]] == [3, 4, 5, 5, 6, 7, 8]
