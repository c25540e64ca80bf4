"""Names of 类, 款 and 项 in prose -> codes of the classification they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from yusuan import reference
from yusuan.model.text import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

Scheme = Literal["functional", "economic", "government_economic"]

_MARK = re.compile(r"(?P<name>(?:[^（）“”「」，。；：]|（(?![类款项]）)[^（）]*）)+)（(?P<mark>[类款项])）")
_CODE = re.compile(
    r"^(?P<before>\d{7}|\d{5}|\d{3})[-－—_ ]*(?=[一-龥])|[（(\[【](?P<after>\d{7}|\d{5}|\d{3})[)）\]】]"
)
_DASHES = re.compile(r"\s*[-－—–]+\s*")
# Names of a 类 that documents use for the sum of a whole fund.
_SUMS_TOO = frozenset({"国有资本经营预算支出", "社会保险基金支出"})
_LEVELS = {"类": 1, "款": 2, "项": 3}
_SCHEMES: dict[str, Scheme] = {"2": "functional", "3": "economic", "5": "government_economic"}
_LENGTHS = {1: 3, 2: 5, 3: 7}


@dataclass(frozen=True, slots=True)
class Classified:
    """A name that belongs to a classification.

    Attributes:
        name: as printed, from the outermost level that is named.
        code: None where the classification does not know the name there.
        scheme: functional, economic or government_economic.
    """

    name: str
    code: str | None
    scheme: Scheme


def classified(name: str, around: Sequence[str], fiscal_year: int) -> Classified | None:
    """Read the name of a 类, 款 or 项.

    Args:
        name: the words before an amount, without numbering.
        around: the headings and entries around it, from the outer to the inner; a 项 that is printed without
            its 类 has it there.
        fiscal_year: decides between codes of one name.

    Returns:
        None where the words name nothing of a classification.
    """
    if _CODE.search(name) is not None:
        return _with_code(name)
    marked = _marked(name)
    if marked:
        path = {**_inherited(around, min(marked)), **marked}
        first = _MARK.search(name)
        return Classified(
            _trim(name[first.start() :] if first else name), _find(path, fiscal_year), "functional"
        )
    parts = [part for part in _DASHES.split(name) if part]
    if len(parts) > 1 and _key(parts[0]) in _classes():
        path = dict(zip((1, 2, 3), parts, strict=False))
        return Classified(_trim(name), _find(path, fiscal_year), "functional")
    return _class_alone(name)


def _with_code(name: str) -> Classified | None:
    """A name that a code is printed with: 2040201-行政运行, 行政运行（2040201）."""
    printed = _CODE.search(name)
    assert printed is not None
    code = printed["before"] or printed["after"]
    scheme = _SCHEMES.get(code[0])
    if scheme is None:
        return None
    label = name[printed.end() :] if printed["before"] else name[: printed.start()]
    return Classified(_trim(label), code, scheme)


def _class_alone(name: str) -> Classified | None:
    """A 类 that is named without any mark: 教育支出, “教育支出”科目."""
    plain = _trim(name)
    code = _classes().get(_key(plain))
    if code is None or name in _SUMS_TOO or not name.endswith(("支出", "科目", "”")):
        return None
    return Classified(plain, code, "functional")


def _marked(text: str) -> dict[int, str]:
    return {_LEVELS[match["mark"]]: match["name"] for match in _MARK.finditer(text)}


def _inherited(around: Sequence[str], outermost: int) -> dict[int, str]:
    """The levels above the outermost that is named, from the nearest entry around that names them."""
    found: dict[int, str] = {}
    for text in reversed(around):
        for level, name in _marked(text).items():
            if level < outermost:
                found.setdefault(level, name)
    return found


def _trim(name: str) -> str:
    return re.sub(r"^[“”\s]+|[“”\s]*(?:科目)?[“”\s]*$", "", name)


def _key(name: str) -> str:
    key = bare(name)
    return key.removesuffix("支出") if len(key) > len("支出") else key


@cache
def _by_name() -> dict[tuple[str, str], tuple[str, ...]]:
    """Codes by parent and name."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    known = reference.codes("functional")
    named = [(code.code, code.name) for code in known.values()]
    named += [
        (code, name) for code, names in reference.former_names().items() if code in known for name, _ in names
    ]
    for code, name in named:
        at = (known[code].parent, _key(name))
        if code not in found.get(at, ()):
            found[at] = (*found.get(at, ()), code)
    return found


@cache
def _classes() -> dict[str, str]:
    return {key: codes[0] for (parent, key), codes in _by_name().items() if not parent}


def _find(path: dict[int, str], fiscal_year: int) -> str | None:
    """The code of the innermost name, walking down from the outermost."""
    parents: tuple[str, ...] | None = ("",)
    for level in (1, 2, 3):
        if level not in path:
            if level < min(path):
                parents = None
                continue
            if level > max(path):
                break
            return None
        key = _key(path[level])
        if parents is None:
            length = _LENGTHS[level]
            candidates = [
                code
                for (_, name), codes in _by_name().items()
                for code in codes
                if name == key and len(code) == length
            ]
        else:
            candidates = [code for parent in parents for code in _by_name().get((parent, key), ())]
        parents = tuple(candidates)
    if not parents:
        return None
    best = sorted(parents, key=lambda code: _distance(code, fiscal_year))
    alone = len(best) == 1 or _distance(best[0], fiscal_year) < _distance(best[1], fiscal_year)
    same_family = len({code[:-2] for code in best}) == 1
    return best[0] if alone and (same_family or len(best) == 1) else None


def _distance(code: str, fiscal_year: int) -> int:
    """Years between the document's and those in which the code was seen under its name."""
    known = reference.codes("functional")[code]
    if known.first_year is None or known.last_year is None:
        return 1
    return max(known.first_year - fiscal_year, fiscal_year - known.last_year, 0)
