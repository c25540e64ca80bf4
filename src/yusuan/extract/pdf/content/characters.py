"""The characters of a PDF page, each with its place on the page as shown."""

from __future__ import annotations

import ctypes
import functools
import math
import unicodedata
from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2.raw as pdfium

from yusuan.extract.pdf.content import calls

if TYPE_CHECKING:
    from yusuan.extract.pdf.content.view import View

# Characters looked at to learn which way a page's text runs.
_SAMPLE = 48
# Text that does not start at the left of its box by this part of its size does not run to the right.
_ASKEW = 0.12
# The part of a character's height that is below its baseline, in most Chinese fonts.
_DESCENT = 0.14
# Characters whose meaning is kept: more than most documents hold.
_KNOWN = 4096
_BLANKS = frozenset((0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x3000))
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE))
# Radicals that some producers write for the character of the same shape; NFKC knows only the Kangxi ones.
_RADICALS = dict(
    zip(
        "\u2ea0\u2ec1\u2ec4\u2ec5\u2ec6\u2ec9\u2ecb\u2ed3\u2ed4\u2ed8\u2ed9\u2eda\u2edb\u2edc\u2edd"
        "\u2ee2\u2ee3\u2ee4\u2ee5\u2ee6\u2ee8\u2ee9\u2eec\u2eee\u2ef0",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)


class Char(NamedTuple):
    """One printed character.

    Attributes:
        left, top, right, bottom: its loose box: advance by font size, the same for “一” and “,” as for “国”.
        baseline: y of the line it stands on.
        text: the character.
        number: its number in the page's text, by which PDFium knows it.
    """

    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    text: str
    number: int

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of what is inked, told from the baseline: boxes of some fonts lie too high."""
        return (self.left + self.right) / 2, self.baseline - 0.36 * (self.bottom - self.top)


class PageText(NamedTuple):
    """The text of a page.

    Attributes:
        chars: the upright characters on the page as shown, in stream order.
        turned: those that run up or down the page, as (where each one's middle is, the character with its
            place on the page turned so that it is upright).
        total: how many characters there are, blanks left out.
        unmapped: how many of them have no known meaning (a font without a character map).
    """

    chars: list[Char]
    turned: list[tuple[tuple[float, float], Char]]
    total: int
    unmapped: int


def text_rotation(text_page: int) -> int | None:
    """The clockwise turn, in degrees, that brings most of a page's text upright; None without text."""
    count, of_page = calls.count_chars(text_page), repeat(text_page)
    sample = [
        number
        for number in range(0, count, max(1, count // _SAMPLE))
        if calls.is_generated(text_page, number) != 1
    ]
    known, matrices = calls.ask(
        calls.char_matrix, ctypes.c_float, 6, len(sample), of_page, sample, pointers=1
    )
    turns = Counter(
        round(math.degrees(math.atan2(b, a)) / 90) % 4 * 90
        for is_known, (a, b, *_) in zip(known, matrices, strict=True)
        if is_known and math.isfinite(a + b)
    )
    return max(turns, key=lambda turn: (turns[turn], -turn), default=None)


def read_chars(text_page: int, view: View) -> PageText:
    """Read the characters on a page, blanks left out, in stream order.

    Args:
        text_page: address of the page's text.
        view: how the page is shown.
    """
    codes = _codes(text_page)
    counts = Counter(codes)
    letters = {code: _letter(code) for code in counts if code not in _BLANKS}
    total = sum(counts[code] for code in letters)
    unmapped = sum(counts[code] for code in letters if _is_unmapped(code))
    found = PageText([], [], total, unmapped)
    numbers = [number for number, code in enumerate(codes) if letters.get(code)]
    of_page, count = repeat(text_page), len(numbers)
    _, boxes = calls.ask(calls.char_box, ctypes.c_float, 4, count, of_page, numbers, pointers=1)
    _, origins = calls.ask(calls.char_origin, ctypes.c_double, 2, count, of_page, numbers)
    width, height = view.page[2:]
    upright = view.rotation == 0  # most pages are, and their characters are most of a document's cost
    for number, (x0, y1, x1, y0), (x, y) in zip(numbers, boxes, origins, strict=True):
        if upright:
            left, top, right, bottom = x0 - view.left, view.top - y1, x1 - view.left, view.top - y0
            start, baseline = x - view.left, view.top - y
        else:
            left, top, right, bottom = view.box(x0, y0, x1, y1)
            start, baseline = view.point(x, y)
        char = Char(left, top, right, bottom, baseline, letters[codes[number]], number)
        if start != left and abs(start - left) > _ASKEW * max(bottom - top, right - left):
            _add_askew(found, char, text_page, view)
        elif bottom > top:
            middle, level = char.middle
            if 0 <= middle <= width and 0 <= level <= height:
                found.chars.append(char)
    return found


def _codes(text_page: int) -> list[int]:
    """The code points of a page's characters, by number; the second half of a pair is a blank."""
    codes: list[int]
    count = calls.count_chars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if calls.text_of(text_page, 0, count, ctypes.addressof(buffer)) == count + 1:
        codes = buffer[:count]
    else:  # some have no meaning and are not in the text, which has no place for them: ask for each
        codes = list(map(calls.char_code, repeat(text_page), range(count)))
    for index in [index for index, code in enumerate(codes) if 0xD800 <= code < 0xE000]:
        low = codes[index + 1] if index + 1 < count else 0
        is_pair = codes[index] < 0xDC00 <= low < 0xE000
        codes[index] = 0x10000 + ((codes[index] - 0xD800) << 10) + (low - 0xDC00) if is_pair else 0x20
    return codes


def _add_askew(found: PageText, char: Char, text_page: int, view: View) -> None:
    """Take in a character that does not start at the left of its box: set downwards, turned, or slanted."""
    matrix = pdfium.FS_MATRIX()
    calls.char_matrix(text_page, char.number, ctypes.addressof(matrix))
    if not math.isfinite(matrix.a + matrix.b):
        return
    turn = round((math.degrees(math.atan2(matrix.b, matrix.a)) - view.rotation) * 10) / 10 % 360
    left, top, right, bottom = char[:4]
    middle = (left + right) / 2, (top + bottom) / 2
    if not view.page.holds(*middle):
        return
    if turn == 0:
        found.chars.append(char._replace(baseline=bottom - _DESCENT * (bottom - top)))
    elif turn == 90:
        upright = Char(-bottom, left, -top, right, right - _DESCENT * (right - left), char.text, char.number)
        found.turned.append((middle, upright))
    elif turn == 270:
        upright = Char(top, -right, bottom, -left, -left - _DESCENT * (right - left), char.text, char.number)
        found.turned.append((middle, upright))


@functools.lru_cache(_KNOWN)
def _is_unmapped(code: int) -> bool:
    """Whether a code says nothing of what is printed: none, a control, or one for private use."""
    return (code < 0x20 and code not in _HYPHENS) or 0xE000 <= code < 0xF900 or code in (0xFFFD, 0xFFFF)


@functools.lru_cache(_KNOWN)
def _letter(code: int) -> str:
    """The character of a code, "" for what prints nothing."""
    if code in _HYPHENS:
        return "-"
    if code < 0x21 or 0x7F <= code < 0xA0 or code in (0xFFFD, 0xFFFF) or 0x2000 <= code < 0x2010:
        return ""
    text = chr(code)
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
        return _RADICALS.get(text) or unicodedata.normalize("NFKC", text)
    return text
