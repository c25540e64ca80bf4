"""A finding says in which file of its document it stands: pages of two files are both numbered from 1."""

import polars as pl

from yusuan.checks.places import with_file
from yusuan.model import schemas


def test_a_place_is_found_in_its_file(framed, whose):
    facts = framed(schemas.Facts, {**whose, "table": "projects", "page": 2, "row": 3, "file": "tables.pdf"})
    said = framed(schemas.Statements, {**whose, "page": 2, "row": 3, "file": "text.pdf"})
    findings = pl.DataFrame(
        {
            "document": ["甲局/2024-budget"] * 4 + ["乙局/2024-budget"],
            "table": ["projects", "text", None, "text", "text"],
            "page": [2, 2, 2, 9, 2],
            "row": [3, 3, 7, 9, 3],
        },
        schema_overrides={"page": pl.Int32, "row": pl.Int32},
    )
    found = with_file(findings, {"facts": facts, "statements": said})
    assert found["file"].to_list() == ["tables.pdf", "text.pdf", "tables.pdf", None, None]
    assert found.drop("file").equals(findings)
    assert with_file(findings, {})["file"].to_list() == [None] * 5
