"""A header holds one line, an address is one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.mail import address

BREAKS = ["\n", "\r", "\r\n", "\x00", "\x0b", "\x85", "\u2028", "\u2029", "\x1b"]


@pytest.mark.parametrize("text", ["a@example.org", "a.b+c@mail.example.org", "root@localhost"])
def test_an_address_is_itself(text: str):
    assert address.bare(text) == text


@pytest.mark.parametrize("text", ["李处长 <li@example.org>", '"李处长" <li@example.org>', "<li@EXAMPLE.org>"])
def test_a_name_beside_an_address_is_no_part_of_it(text: str):
    assert address.bare(text) == "li@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "", "li", "@example.org", "li@", "a@b, c@d", "a@b;c@d", "a b@example.org", "<a@b> <c@d>", "a@b <c@d>",
        "李@example.org", "a@例.org", "a..b@example.org", ".a@example.org", "a@-b.org", "a@b..org", "a@[127.0.0.1]",
        f"{'a' * 250}@b.org", '"a@b" <c@d', "x, y <a@b>", "x\\ <a@b>",
    ],
)  # fmt: skip
def test_what_is_not_one_address_is_refused(text: str):
    with pytest.raises(ValueError, match="邮件地址"):
        address.mailbox(text)


@pytest.mark.parametrize("broken", BREAKS)
def test_a_break_is_refused_wherever_it_stands(broken: str):
    for text in (f"a{broken}@example.org", f"a@example.org{broken}", f"x{broken}Bcc: y <a@example.org>"):
        with pytest.raises(ValueError, match="换行"):
            address.mailbox(text)
    with pytest.raises(ValueError, match="换行"):
        address.one_line(f"主题{broken}Bcc: x@example.org")


@given(st.text(max_size=20))
def test_what_is_taken_for_a_header_is_printable(text: str):
    try:
        line = address.one_line(text)
    except ValueError:
        return
    assert line.isprintable()


def test_a_mark_that_turns_the_reading_around_is_replaced():
    assert address.one_line("预算\u202e算预") == "预算\ufffd算预"


def test_what_readers_would_decode_is_parted():
    assert address.one_line("=?utf-8?q?=0ABcc?=") == "= ?utf-8?q?=0ABcc?="


@pytest.mark.parametrize("text", ["", "budget", "a b.example", "<a.b>", "a.b\n", "预算.example.org"])
def test_what_is_no_list_id_is_refused(text: str):
    with pytest.raises(ValueError, match="List-Id"):
        address.list_id(text)


@pytest.mark.parametrize("text", ["1@example.org", "<1>", "<1@example.org>\n", "<a b@example.org>"])
def test_what_is_no_message_id_is_refused(text: str):
    with pytest.raises(ValueError, match="Message-ID"):
        address.message_id(text)


def test_one_key_and_recipient_have_one_id():
    asked = [
        ("k", "a@Example.org"),
        ("k", "甲 <a@example.org>"),
        ("k", "b@example.org"),
        ("l", "a@example.org"),
    ]
    ids = [address.message_id_for(key, to, "预算组 <x@Example.org>") for key, to in asked]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert all(address.message_id(text).endswith("@example.org>") for text in ids)
