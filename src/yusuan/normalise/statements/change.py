"""What words say of a change: direction, year compared with, template residue."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yusuan.model.vocabulary import ComparisonKind, Direction, Phase

_UP = r"净?增加|增长|上升|提高|上涨|上浮|增多|调增|扩大|递增|增"
_DOWN = r"净?减少|下降|降低|缩减|压减|压缩|调减|回落|下浮|递减|降|减"
_BETWEEN = r"\s*[（/／|或]?\s*"
_RESIDUE = rf"(?:{_UP}){_BETWEEN}(?:{_DOWN})）?|(?:{_DOWN}){_BETWEEN}(?:{_UP})）?"
_DIRECTION = re.compile(
    rf"(?P<words>(?P<residue>{_RESIDUE})|(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<none>变化|变动|差异|相差))"
    r"(?:预算|支出|收入|资金|经费)?(?:了|额|数|额度|金额|幅度|幅|率|比例|约|为|是|达到?|[：（ ])*$"
)
_WITH = (
    r"(?:(?:对比|比|较|与|同|跟|和)\s*(?:(?P<year>20\d\d)\s*年?|(?P<last>上一?年|去年))"
    r"|(?:比|较|与(?=\S{2,6}相比))\s*(?P<same>年初|全年预算|调整预算|预算|计划数))"
)
_COMPARED = re.compile(rf"{_WITH}[^，。；：]*$")
_COMPARED_BEFORE = re.compile(rf"{_WITH}[^，。；：]*?(?:相比较?|对比|比较|相较)，?(?P<after>[^，。；：]*)$")
_FLAT = re.compile(
    rf"(?:均|都|亦|也)?{_WITH}[^，。；（]{{0,24}}?"
    r"(?P<flat>(?P<nearly>基本)?(?:持平|一致|相同|不变|相当)|保持不变|(?:没有|无)(?:增减)?(?:变化|变动|增减)|无增减)"
)
_ONLY_WORDS = re.compile(
    rf"{_WITH}[^，。；：\d]{{0,20}}?(?:略|稍|有所|大幅|明显|略有)+(?P<words>(?P<up>{_UP})|(?P<down>{_DOWN}))(?=[，。；（])"
)
_SPENT = re.compile(
    r"(?:比|较|与|同)(?:上一?年|去年|20\d\d年?)[^，。；]{0,12}(?:执行|决算)"
    r"|20\d\d年[^，。；]{0,8}(?:执行|决算)数为"
)
_NEARLY = re.compile(r"基本(?:持平|一致|相同|相当)")
_ASIDE = re.compile(r"（[^（）]*(?:下同|口径)[^（）]*）")
_FILLERS = re.compile(r"(?:总体|整体|总共|共计|合计|各|均|分别|共|净|预计|相应|又|则|也|有所|约|实际|同比)+$")
_LEAD = re.compile(r"^(?:其中[：，]?|包括|因此|此外|[、，：；（）“”\s])+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The words before a changed amount or a rate.

    Attributes:
        direction: what they say.
        residue: the words of a template that were not cleared, None where there are none.
        compared: whether they name a year or a plan to compare with.
        base_year: that year, None where none is named.
        subject: what changed, "" where the words do not say.
    """

    direction: Direction
    residue: str | None
    compared: bool
    base_year: int | None
    subject: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Words that say that nothing changed, or how, without a figure.

    Attributes:
        start: offset of the first word.
        end: offset after the last.
        direction: flat, increase or decrease.
        base_year: the year compared with.
        applies_to_all: whether the words are said of all figures before (“均与上年持平”).
    """

    start: int
    end: int
    direction: Direction
    base_year: int | None
    applies_to_all: bool


def comparison(before: str, fiscal_year: int, phase: Phase) -> Comparison | None:
    """Read the words that stand directly before a figure.

    Args:
        before: the text between the figure before and this one.
        fiscal_year: of the document; 上年 is the year before it.
        phase: in final accounts 年初预算 and 预算数 are those of the same year.

    Returns:
        None where the words say of no change.
    """
    before = _ASIDE.sub("", before)
    direction = _DIRECTION.search(before)
    if direction is None:
        return None
    clause = before[: direction.start()]
    year: int | None = None
    compared = False
    here = re.split(r"[，。；：]", clause)[-1]
    match = _COMPARED_BEFORE.search(clause)
    if match is not None:
        subject = match["after"] or here[: max(0, here.find(match.group()))]
    else:
        match = _COMPARED.search(here)
        subject = here if match is None else here[: match.start()]
    if match is not None:
        compared, year = True, _base_year(match, fiscal_year, phase)
    residue = direction["residue"]
    return Comparison(_direction(direction), residue, compared, year, _clean(subject))


def base_amount_year(before: str, fiscal_year: int, phase: Phase) -> tuple[int | None, str] | None:
    """The year and the subject where an amount is the one compared with (“比2023年预算1,200万元增加…”)."""
    here = re.split(r"[，。；：]", before)[-1]
    match = _COMPARED.search(here)
    if match is None:
        return None
    return _base_year(match, fiscal_year, phase), _clean(here[: match.start()])


def unchanged(text: str, fiscal_year: int, phase: Phase) -> list[Unchanged]:
    """Where a text says that something stayed as it was, or moved, without naming an amount."""
    found = [
        Unchanged(
            match.start(),
            match.end(),
            Direction.FLAT,
            _base_year(match, fiscal_year, phase),
            applies_to_all=match.group()[0] in "均都",
        )
        for match in _FLAT.finditer(text)
    ]
    for match in _ONLY_WORDS.finditer(text):
        year = _base_year(match, fiscal_year, phase)
        way = Direction.INCREASE if match["up"] else Direction.DECREASE
        found.append(Unchanged(match.start(), match.end(), way, year, applies_to_all=False))
    return sorted(found, key=lambda words: words.start)


def unlike(printed: str) -> ComparisonKind | None:
    """What sets a comparison with an earlier year apart, by its words; None for one of like with like."""
    if _SPENT.search(printed):
        return ComparisonKind.SPENT
    return ComparisonKind.NEARLY if _NEARLY.search(printed) else None


def signed(value: int, direction: Direction) -> int | None:
    """An amount of change with the sign that its direction gives; None where only its size is known."""
    if direction is Direction.DECREASE:
        return -abs(value)
    if direction is Direction.UNCLEAR and value:
        return None
    return value


def _direction(match: re.Match[str]) -> Direction:
    if match["residue"] or match["none"]:
        return Direction.UNCLEAR
    return Direction.INCREASE if match["up"] else Direction.DECREASE


def _base_year(match: re.Match[str], fiscal_year: int, phase: Phase) -> int | None:
    if match["year"]:
        return int(match["year"])
    if match["last"]:
        return fiscal_year - 1
    return fiscal_year if phase is Phase.FINAL else None


def _clean(subject: str) -> str:
    nested = re.search(_WITH, subject)
    if nested is not None:
        subject = subject[: nested.start()]
    return _LEAD.sub("", _FILLERS.sub("", subject.strip()))
