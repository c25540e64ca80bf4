"""Codes of lines by their names in context: 行政运行 exists under dozens of 款."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from yusuan import reference
from yusuan.model.text import bare, enumerator, plain

if TYPE_CHECKING:
    from yusuan.reference import Classification

_NUMERAL = re.compile(r"[一二三四五六七八九十\d]+")


class CodeContext:
    """The codes passed on the way down a table, by which a name without a code is found."""

    def __init__(self, classification: Classification, year: int) -> None:
        """Start at the top of a table.

        Args:
            classification: to which its names belong.
            year: the fiscal year, which decides between codes of one name.
        """
        self.year = year
        self.path: list[str] = []
        self.seen: set[str] = set()
        self.classification = classification
        self.owner = ""
        self.by_unit: bool | None = None
        self.printed = False
        self.form = ""

    @property
    def in_section(self) -> bool:
        """Whether the latest line is a 款 or below it, in a functional classification without printed codes."""
        return self.classification == "functional" and len(self.path) > 1 and not self.printed

    def enter_unit(self, name: str) -> None:
        """Go to a unit: in a table that lists classes under units, each unit begins with the first class again.

        A table that lists units under classes stays in its class.
        """
        if self.by_unit is None:
            self.by_unit = not self.seen
        if self.by_unit:
            self.owner, self.path, self.seen, self.form = name, [], set(), ""

    def knows(self, code: str) -> bool:
        """Whether a printed code can be one: its 类 is known."""
        return any(
            code[:3] in reference.codes(one) for one in ("functional", "economic", "government_economic")
        )

    def whole(self, printed: str) -> str:
        """A printed code in full: 05 under 208 is 20805."""
        return f"{self.path[0]}{printed}" if len(printed) == 2 and self.path else printed

    def enter(self, code: str) -> None:
        """Go to a code: later names are looked for under it first, then under its parents."""
        self.path = [code[:length] for length in (3, 5, 7) if length <= len(code)]
        self.seen.add(code)

    def find(self, text: str) -> str | None:
        """The code of a name here: under the latest line, beside it, or a new 类; None if it is not known.

        A name numbered as the latest 类 was (“20、” after “18、”) is a 类 before it is anything else.
        """
        named = _codes_by_name(self.classification).get(_name_key(text), ())
        candidates = [code for code in named if code not in self.seen]
        form = _NUMERAL.sub("#", enumerator(text))
        places = ["", *reversed(self.path)] if form and form == self.form else [*reversed(self.path), ""]
        for ancestor in places:
            under = [code for code in candidates if code[: -2 if len(code) > 3 else 0] == ancestor]
            if under:
                best = min(under, key=self._distance)
                self.enter(best)
                if len(best) == 3:
                    self.form = form
                return best
        return None

    def _distance(self, code: str) -> tuple[int, str]:
        """Years between this document and those in which the code was seen under the name."""
        known = reference.codes(self.classification)[code]
        if known.first_year is None or known.last_year is None:
            return (1, code)
        return (max(known.first_year - self.year, self.year - known.last_year, 0), code)


@cache
def names_of_classes() -> frozenset[str]:
    """Bare names of 类, 款 and 项: some sound like those of bodies (法院, 社会福利事业单位)."""
    return frozenset(bare(code.name) for code in reference.codes("functional").values())


def _name_key(text: str) -> str:
    return bare(plain(text)).removesuffix("支出").removesuffix("费用").removesuffix("费")


@cache
def _codes_by_name(classification: Classification) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    known = reference.codes(classification)
    for code in known.values():
        key = _name_key(code.name)
        found[key] = (*found.get(key, ()), code.code)
    for digits, names in reference.former_names().items():
        if digits in known:
            for name, _ in names:
                key = _name_key(name)
                if digits not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), digits)
    return found
