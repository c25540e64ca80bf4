"""Printed text brought to the form in which it is compared."""

from __future__ import annotations

import functools
import re
import unicodedata

_BLANKS = re.compile(r"[\s\u200b\ufeff\u00ad]+")
_TAGS = re.compile(r"</?(?:p|br|span|div|b|i|u|strong|font)\b[^<>]*>", re.IGNORECASE)
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]"
_BLANK_AT_CJK = re.compile(rf"(?<={_CJK})\s+|\s+(?={_CJK})")
_ENUMERATOR = re.compile(
    r"""^(?:
        其中[:：]?
      | [一二三四五六七八九十]{1,3}[、.．]
      | [（(][一二三四五六七八九十]{1,3}[)）]、?
      | [（(]\d{1,2}[)）]、?
      | \d{1,2}[、.．](?!\d)
      | [★☆*·•-]
    )""",
    re.VERBOSE,
)
_BRACKETS = str.maketrans({"(": "（", ")": "）", ":": "：", ";": "；", ",": "，", "〔": "[", "〕": "]"})
_CIRCLED = re.compile(r"^(\s*其中\s*[:：]?)?\s*[①-⑳]")
_QUOTES = str.maketrans(dict.fromkeys("“”\"'‘’「」『』〝〞＂", None))
_PUNCTUATION = re.compile(r"[^\w]+")
# Labels are compared again and again: how many texts' forms are kept.
_KEPT = 4096


@functools.lru_cache(_KEPT)
def fold(text: str) -> str:
    """A label as one would write it on one line: tags dropped, blanks at Chinese letters closed.

    >>> fold("一、 收 入")
    '一、收入'
    """
    text = _TAGS.sub("", text)
    return _BLANK_AT_CJK.sub("", _BLANKS.sub(" ", text)).strip()


@functools.lru_cache(_KEPT)
def squeeze(text: str) -> str:
    """Without any blank, half- and full-width forms made one: the form in which names are compared."""
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", _TAGS.sub("", text)))
    return unicodedata.normalize("NFKC", text).translate(_BRACKETS)


@functools.lru_cache(_KEPT)
def plain(text: str) -> str:
    """A label without its enumerators, squeezed.

    >>> plain("其中：（1）公务用车 运行维护费")
    '公务用车运行维护费'
    """
    text = squeeze(_CIRCLED.sub(r"\1", text))
    while True:
        shorter = _ENUMERATOR.sub("", text.replace("（", "(").replace("）", ")"), count=1)
        if shorter == text.replace("（", "(").replace("）", ")"):
            return text
        text = shorter.replace("(", "（").replace(")", "）")


def enumerator(text: str) -> str:
    """The enumerators before a label: "其中：（1）" of “其中：（1）公务用车运行维护费”."""
    squeezed = squeeze(text)
    return squeezed[: len(squeezed) - len(plain(text))]


@functools.lru_cache(_KEPT)
def bare(text: str) -> str:
    """Letters and digits only, quotes and punctuation dropped: for names that differ by punctuation."""
    return _PUNCTUATION.sub("", squeeze(text).translate(_QUOTES)).replace("_", "")


def printable(text: str) -> str:
    """`text` on one line, without characters that steer a terminal (line breaks, escapes, RTL marks)."""
    return "".join(character if character.isprintable() else "�" for character in text)
