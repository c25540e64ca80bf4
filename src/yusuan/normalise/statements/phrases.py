"""The words around figures: names, reasons given, lists of what is included, words that point back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yusuan.normalise.statements.figures import normal

_CLAUSE = re.compile(r"[，。；：]")
_OPEN_BRACKET = re.compile(r"（(?=[^）]*$)")
_SCOPE_ASIDE = re.compile(r"^（(?:本级|单位|部门|汇总|本部|机关)）|（(?:本级|单位|部门|汇总|本部|机关)）$")
_YEAR = re.compile(r"(?P<year>20\d\d)\s*年(?:度|初|底|末)?")
_LEAD = re.compile(
    r"^(?:[、，：；（）\s]|其中|另|此外|同时|包括|分别为|分别是|共涉及|主要是|以及|并且|及其?|和|与(?!上|20)|用于|使用(?=本年)|"
    r"我(?:部门|单位|局|委|院|办)|本(?:部门|单位|局|院)|本级(?!预算|收入|支出)|部门本级|全(?:部门|市|省|局)|截至|相应|安排|通过|部门(?=项目支出))+"
)
_TRAIL = re.compile(r"(?:[、\s]|为|是|共计?|约|达到?|合计(?=为|共)|总计(?=为|共))+$")
_VERB_END = re.compile(
    r"(?:下设|内设|设有?|设置|设立|共有?|包括|所属|下属|[将对及等了的]|部门|编报|组织|开展|合计)$"
)
_UP_TO_VERB = re.compile(r"^.*(?:共有|实有(?=车)|占有|安排(?=购置|新增)|计划(?=购置|新增))(?=.)")
_GENERIC = re.compile(
    r"(?:20\d\d年(?:度)?)?(?:本年|当年|全年|年初|年度|本年度|上年|去年|部门|单位|调整|财政拨款|预算|决算|支出|执行|安排|数|金额|总额|额|合计|总计|共计|共|其)*"
)
_REASON = re.compile(
    r"(?P<of>[^，。；：、（）]{0,18}?)(?:主要)?(?:变动|增减变动|增减|变化|差异)?的?(?:主要)?原因(?:说明)?(?:主要)?(?:是|为|系|在于)?(?:由于|因为|因)?[：]?"
    r"|(?P<deviating>[^，。；：、（）]{0,24}?)的主要情况(?:是)?：|主要(?:增减变动|变动)?情况(?:是)?："
    r"|主要(?:是|系)?(?:由于|因为)"
    r"|(?:^|(?<=[，。；）]))\s*(?P<mainly>主要(?:是|系|为)：?)(?!用于)"
    r"|(?<=[，。；])\s*属于?(?=[^，。；]{0,40}正常)"
)
_ITEMS = re.compile(
    r"(?:主要(?:是)?(?:包括|用于)|(?:具体)?包括|(?<=[，。])用于)(?:以下(?:方面|内容)|的(?:支出)?是)?[：]?"
)
_ITEMS_END = re.compile(
    r"[。；]|，(?=(?:其中)?[^，。；]{0,14}?(?:比|较|与|同|和)(?:20\d\d|上年|上一年|去年))|，(?=占)|（(?=比|较)"
)
_ETC = re.compile(
    r"(?:等(?:方面|相关|有关|工作|公用|人员)*+的?(?:支出|费用|经费|开支|工作)?+|[。；，、：\s])++$"
)
_MOVED = re.compile(
    r"(?:决算数?|预算数?)?(?:大于|小于|高于|低于|较|比)[^，。；]*$|(?:增加|增长|上升|提高|减少|下降|降低|压减)的?$"
)
_NEXT_REASON = re.compile(r"(?:[二三四五六七八九]是|同时|另外|此外|以及|另一方面)")
_NEXT_OF_REASONS = re.compile(r"\s*[二三四五六七八九]是|[^。]*(?:因此|所以)")
_POINTS_UP = re.compile(r"增加|增长|上升|提高")
_POINTS_DOWN = re.compile(r"减少|下降|降低|压减")
_PARTS_FOLLOW = re.compile(
    r"^：|其中|主要用于|包括|分别为|分布构成|明细|(?<!为)：$|具体(?:情况|变动)|具体[为是](?=：)"
)
_PARTS_ANNOUNCED = re.compile(r"^：|其中|包括|(?<!为)：$|具体")
_SCOPE = re.compile(r"(?P<scope>[^，。；：、]{2,40}?)中[，：]")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason given.

    Attributes:
        start: offset of the words that lead to it.
        end: offset after it.
        text: the reason itself.
        of: what changed, as far as the words say so before 原因.
        points: +1 or −1 where the words say of which changes it is the reason (“减少的主要原因”), else 0.
        only_mainly: whether it begins with 主要是 alone, which is a reason only after a change.
        holds_figures: whether figures stand in it.
    """

    start: int
    end: int
    text: str
    of: str
    points: int
    only_mainly: bool
    holds_figures: bool


@dataclass(frozen=True, slots=True)
class Items:
    """What an amount includes or is for.

    Attributes:
        start: offset of 主要包括 or the like.
        end: offset after the list.
        text: the names, joined by 、 as printed.
        announced: whether 主要 or 具体 says that a list follows; a bare 包括 must stand in the amount's
            sentence.
    """

    start: int
    end: int
    text: str
    announced: bool


@dataclass(frozen=True, slots=True)
class Name:
    """The words before a figure.

    Attributes:
        text: as printed, without year, filler words and verb.
        year: a year that stands in the words, None where there is none.
        is_part: whether the words say that parts of the sum before follow (其中, 包括).
    """

    text: str
    year: int | None
    is_part: bool


def name_before(before: str, department: str) -> Name:
    """The name of a figure from the text between the figure before and this one."""
    department = _SCOPE_ASIDE.sub("", normal(department))
    is_part = _PARTS_FOLLOW.search(before) is not None
    clause = _CLAUSE.split(before)[-1]
    opened = list(_OPEN_BRACKET.finditer(clause))
    if opened and len(clause) > opened[-1].end():
        clause = clause[opened[-1].end() :]
    clause = _SCOPE.sub("", clause)
    years = list(_YEAR.finditer(clause))
    year = int(years[-1]["year"]) if years else None
    if department and department in clause:
        clause = (
            _SCOPE_ASIDE.sub("", clause.split(department, 1)[1])
            if not years
            else clause.replace(department, "")
        )
    years = list(_YEAR.finditer(clause))
    if years:
        after = _TRAIL.sub("", clause[years[-1].end() :])
        ahead = clause[: years[0].start()]
        named_ahead = is_generic(after) and not is_generic(_LEAD.sub("", ahead))
        clause = ahead if named_ahead else after
    stripped = _TRAIL.sub("", _LEAD.sub("", clause))
    return Name(_without_loose_quotes(stripped), year, is_part)


def counted_name(before: str, after: str) -> str:
    """The name of what a number counts: the noun before it (车辆7辆) or after it (24个职能处室)."""
    noun = re.split(r"[的和与]|以?及", after.removeprefix("的"), maxsplit=1)[0].strip()
    if noun and (not before or _VERB_END.search(before) or is_generic(before)):
        return noun
    name = _VERB_END.sub("", _UP_TO_VERB.sub("", before))
    return name.rsplit("的", 1)[-1] or name


def after_list(before: str) -> str:
    """The words after “…和” or “…、” between two counts, which name the second."""
    return re.split(r"[和及与、]", before)[-1]


def without_counted(name: str) -> str:
    """A name that follows a count without what was counted (“1家事业单位的机关运行经费” → 机关运行经费)."""
    return name.split("的", 1)[1] if "的" in name else name


def _without_loose_quotes(text: str) -> str:
    if text.count("“") != text.count("”"):
        return text.replace("“", "").replace("”", "")
    whole = re.fullmatch(r"“([^“”]+)”", text)
    return text if whole is None else whole.group(1)


def is_generic(name: str) -> bool:
    """Whether a name only says that a figure is a budget, so that what it is of stands elsewhere."""
    return _GENERIC.fullmatch(re.sub(r"\s", "", name)) is not None


def scope_of(before: str) -> str | None:
    """The sum of which the following figures are parts (“基本支出中，…”)."""
    scopes = [match["scope"] for match in _SCOPE.finditer(before)]
    return (_LEAD.sub("", _YEAR.sub("", scopes[-1])) or None) if scopes else None


def parts_follow(between: str) -> bool:
    """Whether the words between two figures say that parts of the first follow."""
    return _PARTS_FOLLOW.search(between) is not None


def announces_parts(between: str) -> bool:
    """Whether they say it in so many words, rather than what the first is used for."""
    return _PARTS_ANNOUNCED.search(between) is not None


def reasons(text: str, figure_starts: list[int]) -> list[Reason]:
    """The reasons in a sentence; one goes on over a semicolon where no figure follows it."""
    found: list[Reason] = []
    at = 0
    while (match := _REASON.search(text, at)) is not None:
        end = _reason_end(text, match.end(), figure_starts)
        reason = text[match.end() : end].strip(" ，。；：、")
        if reason:
            of = match["of"] or match["deviating"] or ""
            points = 1 if _POINTS_UP.search(of) else -1 if _POINTS_DOWN.search(of) else 0
            only = match["mainly"] is not None
            holds = any(match.end() <= start < end for start in figure_starts)
            found.append(Reason(match.start(), end, reason, _MOVED.sub("", of), points, only, holds))
        at = max(end, match.end())
    return found


def goes_on_with_reasons(text: str) -> bool:
    """Whether a sentence after one that gives a reason gives the next (“二是…”), or what follows from it."""
    return _NEXT_OF_REASONS.match(text) is not None


def items(text: str, figure_spans: list[tuple[int, int]]) -> list[Items]:
    """The lists of names in a sentence that hold no figures of their own."""
    found: list[Items] = []
    for match in _ITEMS.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        closing = _ITEMS_END.search(text, match.end())
        end = len(text) if closing is None else closing.start()
        names = listed_names(text[match.end() : end])
        if names and not any(match.end() <= start < end for start, _ in figure_spans):
            found.append(Items(match.start(), end, names, announced=match.group()[0] in "主具"))
    return found


def listed_names(text: str) -> str:
    """A list of names without what closes it (“等支出”)."""
    return _ETC.sub("", text).strip()


def _reason_end(text: str, start: int, figure_starts: list[int]) -> int:
    """To the full stop; to a semicolon or the bracket's end where something else follows."""
    depth = 0
    for at in range(start, len(text)):
        char = text[at]
        if char == "（":
            depth += 1
        elif char == "）":
            if depth == 0:
                return at
            depth -= 1
        elif char == "。":
            return at
        elif char == "；" and depth == 0 and not _NEXT_REASON.match(text, at + 1):
            following = text.find("；", at + 1)
            stop = len(text) if following < 0 else following
            if any(at < figure < stop for figure in figure_starts):
                return at
    return len(text)
