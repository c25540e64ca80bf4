"""What a file's path says of whose it is: “甲局/2024-budget.pdf”, “附件2：甲局2024年度部门预算报表.pdf”."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from yusuan.model.text import squeeze
from yusuan.model.vocabulary import Phase, Scope
from yusuan.normalise.identity.bodies import is_own_office, name_of
from yusuan.normalise.identity.claim import Claim, Evidence
from yusuan.normalise.identity.titles import YEAR, Title, parse_title, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BY_RULE = re.compile(r"^(?P<year>\d{4})-(?P<phase>budget|final)(?P<unit>-unit)?(?:\.|$)")
_EXTENSIONS = re.compile(r"(?:\.(?:pdf|docx?|xlsx?|html?|txt|wps|et))+$", re.IGNORECASE)
_BETWEEN = re.compile(r"[_\s]+")
_ORDER = re.compile(r"^\d{1,3}[.、)）_\s]+")
_YEAR_OF_FOLDER = re.compile(rf"^(?P<year>{YEAR})年?度?")
_FOLDERS = 2  # above the file that may name the body or the year


def claim_of_path(path: Path) -> Claim:
    """What a path says; each field None where it says nothing.

    Args:
        path: of the file: `<department>/<year>-<phase>[-unit][.<part>].<format>`, or named as published, the
            name of the body in the file's name or in that of its folder.
    """
    name = unicodedata.normalize("NFC", path.name)
    by_rule = _BY_RULE.match(name)
    if by_rule is not None:
        folder = name_of(squeeze(path.parent.name), sure=True)
        scope = Scope.UNIT if by_rule["unit"] or is_own_office(folder) else None
        return _claim(folder, int(by_rule["year"]), Phase(by_rule["phase"]), scope, path)
    stem = _EXTENSIONS.sub("", _ORDER.sub("", name))
    titles = list(_titles(stem))
    named = next((title for title in titles if title.name), None)
    dated = next((title for title in titles if title.year is not None), named)
    body = named.name if named is not None else ""
    if not body:
        texts = [*_pieces(stem), *(squeeze(folder.name) for folder in path.parents[:_FOLDERS])]
        body = next(filter(None, (name_of(text, sure=False) for text in texts)), "")
    year = dated.year if dated is not None and dated.year is not None else _year_of_folders(path)
    phase = dated.phase if dated is not None else None
    # “…部门预算” in the name of a file is how people call any of them; that it is a unit's is said on purpose.
    of_unit = is_own_office(body) or any(title.scope is Scope.UNIT for title in titles)
    return _claim(body, year, phase, Scope.UNIT if of_unit else None, path)


def _claim(department: str, year: int | None, phase: Phase | None, scope: Scope | None, path: Path) -> Claim:
    words = f"{path.parent.name}/{path.name}"
    says = {"department": department or None, "fiscal_year": year, "phase": phase}
    evidence = tuple(Evidence(field, words) for field, value in says.items() if value is not None)
    return Claim(department or None, year, phase, scope, evidence)


def _titles(stem: str) -> Iterator[Title]:
    """The titles in a file's name: in one of its pieces, else in all of them together."""
    pieces = _pieces(stem)
    for text in (*reversed(pieces), "".join(pieces)):
        title = parse_title(text)
        if title is not None:
            yield title


def _pieces(stem: str) -> list[str]:
    return [squeeze(piece) for piece in _BETWEEN.split(stem) if squeeze(piece)]


def _year_of_folders(path: Path) -> int | None:
    for folder in path.parents[:_FOLDERS]:
        match = _YEAR_OF_FOLDER.match(squeeze(folder.name))
        if match is not None:
            return year_of(match["year"])
    return None
