"""A template is filled with its fields and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.runs.templates import FIELDS, check, fill

VALUES = {name: f"<{name}>" for name in FIELDS}


def test_fields_are_filled_and_doubled_braces_stand_for_one():
    assert fill(check("{department}{{{period}}}：{broken}"), VALUES) == "<department>{<period>}：<broken>"


def test_a_value_is_text_and_no_template_and_no_line_break():
    hostile = {**VALUES, "department": "{run.__class__}\r\nBcc: x@example.org"}
    assert fill(check("{department}"), hostile) == "{run.__class__}��Bcc: x@example.org"


@pytest.mark.parametrize(
    "text", ["{}", "{0}", "{run[0]}", "{run.x}", "{run!s}", "{run:x}", "{ run}", "}", "{run"]
)
def test_anything_else_in_braces_is_refused(text):
    with pytest.raises(ValueError, match=r"没有字段|花括号"):
        check(text)


@given(st.text())
def test_text_without_braces_stays_as_it_is(text):
    plain = text.replace("{", "").replace("}", "")
    assert fill(check(plain), VALUES) == plain
