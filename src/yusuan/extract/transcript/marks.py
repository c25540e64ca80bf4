"""The signs of a figure transcript: its first line, what stands in for other things, and escapes."""

from __future__ import annotations

import re
import unicodedata

FIRST_WORDS = "# yusuan 转录"
VERSION = 1
FIRST_LINE = f"{FIRST_WORDS} {VERSION}"

COMMENT = "#"
OF_LEFT, OF_ABOVE = "←", "↑"  # a position that the cell left of it, or above it, covers as well
NO_TEXT = '""'  # a cell without text; a field that is empty is no cell
NO_PLACE = "-"  # a row of a table in which no cell begins

# The kinds of line, by their first field; rows of tables begin with their place instead.
DEPARTMENT, SCOPE, YEAR, PHASE, PAGES, UNREAD = "部门", "口径", "年度", "阶段", "页数", "未读页"
HEADING, STATEMENT, TABLE, LINE, LEFT_OUT_LINES = "标题", "数字", "表", "行", "略"
UNRULED, CONTINUES, OCR = "无框线", "续表", "识别"

_SHORT = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_LONG = {escape: character for character, escape in _SHORT.items()}
_MARKS = (OF_LEFT, OF_ABOVE, NO_TEXT)
# A transcript must not be taken for another format by whoever looks into its beginning.
_OTHER_FORMAT = re.compile(r"<(?=[A-Za-z/!?])|%(?=PDF-)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|.?)", re.DOTALL)


def escape(text: str) -> str:
    """A text as one field: on one line, without tabs, and nothing in it that does not show."""
    escaped = "".join(_SHORT.get(character) or _shown(character) for character in text)
    escaped = _OTHER_FORMAT.sub(lambda match: _by_number(match.group()), escaped)
    return f"\\{escaped}" if escaped in _MARKS else escaped


def unescape(field: str) -> str:
    """The text of a field.

    Raises:
        ValueError: a backslash before something that is no escape.
    """
    return _ESCAPE.sub(_unescaped, field) if "\\" in field else field


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":  # half a character, which no file holds
        return "\ufffd"
    return character if category == "Zs" or character.isprintable() else _by_number(character)


def _by_number(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _unescaped(match: re.Match[str]) -> str:
    found = match.group()
    if found in _LONG:
        return _LONG[found]
    if match.lastindex:
        number = int(match[match.lastindex], base=16)
        if number <= 0x10FFFF and unicodedata.category(chr(number)) != "Cs":
            return chr(number)
    elif found[1:] in {mark[0] for mark in _MARKS}:
        return found[1:]
    raise ValueError(found)
