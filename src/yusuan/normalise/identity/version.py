"""Which version of a document a file is: a corrected one, and of which day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.extract.raw import TextLine
from yusuan.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.extract.raw import RawDocument

_CORRECTED = re.compile("更正|订正|修正|修订|勘误|重新公开|更新版|第二版")
_DAY = re.compile(r"(?<!\d)(20\d{2})[-_.年/]?(0?[1-9]|1[0-2])[-_.月/]?(0?[1-9]|[12]\d|3[01])(?!\d)")
_DATED = re.compile(r"(?:发布|公开|成文|编制|更新|印发)(?:日期|时间)")
_FRONT_BLOCKS = 15
_LONGEST_MARK = 60  # a longer line is prose that tells of corrections


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document.

    Attributes:
        corrected: whether it says that it is a correction.
        day: on which it was published, by its name or its first lines; None where they do not say.
    """

    corrected: bool = False
    day: dt.date | None = None

    def is_later_than(self, other: Version) -> bool:
        """Whether a sign says that this version replaces another: a correction, or a later day."""
        if self.corrected != other.corrected:
            return self.corrected
        return self.day is not None and other.day is not None and self.day > other.day


def version_of(raw: RawDocument) -> Version:
    """The version that a file's name and first lines say it is."""
    texts = list(_texts(raw))
    days = (day for text, dated in texts if dated for day in _days(text))
    return Version(any(_CORRECTED.search(text) for text, _ in texts), next(days, None))


def _texts(raw: RawDocument) -> Iterator[tuple[str, bool]]:
    """The texts that can name a version, and whether a day in them is that of the publication."""
    yield raw.path.stem, True
    for block in raw.blocks[:_FRONT_BLOCKS]:
        if isinstance(block, TextLine):
            text = squeeze(block.text)
            if len(text) <= _LONGEST_MARK:
                yield text, _DATED.search(text) is not None


def _days(text: str) -> Iterator[dt.date]:
    for match in _DAY.finditer(text):
        try:
            yield dt.date(*map(int, match.groups()))
        except ValueError:  # the 31st of a month of 30 days is no date
            continue
