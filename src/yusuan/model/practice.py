"""A place's practice: where and in which years something applies."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEARS = re.compile(r"(20\d\d)?(-)?(20\d\d)?")


@dataclass(frozen=True, slots=True)
class Practice:
    """Where and when something applies.

    Attributes:
        place: which the name of the department holds (西安市…), "" for every place.
        first_year: the first fiscal year, None for any before.
        last_year: the last, None for any after.
    """

    place: str = ""
    first_year: int | None = None
    last_year: int | None = None

    @classmethod
    def parse(cls, text: str) -> Practice:
        """A practice as it is written: a place, years, or both; "" applies everywhere.

        Args:
            text: the place, then years as `2024`, `2024-`, `-2023` or `2020-2024`.

        Raises:
            ValueError: the years are not written so.

        Example:
            >>> Practice.parse("西安 2024-")
            Practice(place='西安', first_year=2024, last_year=None)
        """
        place, _, years = text.strip().rpartition(" ")
        if years and not place and not re.search(r"\d", years):
            place, years = years, ""
        match = _YEARS.fullmatch(years)
        if match is None or (years and match[1] is None and match[3] is None):
            raise ValueError(f"“{text}”应写作“地方 年度-年度” (place, then years as 2024, 2024-, -2023)")
        first, last = (None if year is None else int(year) for year in (match[1], match[3]))
        if match[2] is None:
            last = first
        if first is not None and last is not None and first > last:
            raise ValueError(f"“{text}”的年度先后颠倒 (years in the wrong order)")
        return cls(place.strip(), first, last)

    def applies(self, department: str, fiscal_year: int | None) -> bool:
        """Whether a document is meant; one whose year is not known is meant by practices of all years alone."""
        if self.place not in department:
            return False
        if fiscal_year is None:
            return self.first_year is None and self.last_year is None
        return (self.first_year is None or self.first_year <= fiscal_year) and (
            self.last_year is None or fiscal_year <= self.last_year
        )
