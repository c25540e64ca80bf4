"""Whose document, of which year and phase: read from the document itself, never from its file name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan.extract.raw import RawDocument, RawTable, TextLine, UnreadableError
from yusuan.model.text import plain, squeeze
from yusuan.model.vocabulary import Phase, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"(20\d{2}|二[〇○零]{1}[一二三四五六七八九〇○零]{2})年?(?:度)?")
_TITLE = re.compile(
    r"""^(?:附件\d*[：:.]?)?
        (?P<before>[^0-9年。，；：]*?)
        (?P<year>20\d{2}|二[〇○零][一二三四五六七八九〇○零]{2})年?度?
        (?P<after>[^0-9年。，；：]*?)
        (?P<level>部门|单位|本级|汇总|综合)*
        (?P<open>（?公开）?)?
        (?P<phase>预算|决算)
        (?:信息)?(?:公开)?(?:编制)?(?:情况)?(?:说明|报告|报表|附?表|文本)?
        (?:(?:及|和)(?:情况|相关)?说明)?(?:（.*）)?$""",
    re.VERBOSE,
)
_NAMED = re.compile(
    r"^(?:部门|单位|编制单位|编制部门|公开部门|公开单位|填报单位|填报部门|预算单位|预算部门|部门（单位）|部门/单位|单位（部门）)(?:名称|全称)?(?:（盖章|（公章）)?[：:](?P<name>.+?)(?:金额)?(?:单位[:：].*)?$"
)
_ORGANISATION = re.compile(
    r"(?:局|委员会|办公室|办公厅|部|厅|院|中心|处|署|办|委|会|站|所|队|支队|大队|街道办事处|街道|镇|乡|社|馆|校|学院|大学|法院|检察院|政府|联合会|协会|公司|团|总队|园|库|室|台|基地|服务所|管委会|本级|\))$"
)
_NOT_A_NAME = re.compile(r"目录|附件|第.{1,2}部分|预算|决算|情况|说明|表|[、。，；]|^(?:部门|单位|本)")
_SUBJECT = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（.）)?(.{4,30}?)20\d{2}年度?(?:部门)?(?:收入|支出|收支|财政|预算|一般)"
)
_FRONT_LINES = 60


@dataclass(frozen=True, slots=True)
class Identity:
    """Which disclosure a document is.

    Attributes:
        department: as the document names it.
        scope: department (with its units) or unit.
        fiscal_year: the budget year.
        phase: budget or final.
    """

    department: str
    scope: Scope
    fiscal_year: int
    phase: Phase

    @property
    def document(self) -> str:
        """The document's id: `<department>/<year>-<phase>`, `-unit` behind it for a unit of its own."""
        behind = "-unit" if self.scope is Scope.UNIT else ""
        return f"{self.department}/{self.fiscal_year}-{self.phase}{behind}"


def identify(raw: RawDocument) -> Identity:
    """Read whose document this is; a figure transcript says it.

    Raises:
        UnreadableError: nothing in it says so: it is no disclosure.
    """
    if raw.recorded is not None:
        said = raw.recorded
        return Identity(said.department, said.scope, said.fiscal_year, said.phase)
    year_phase = _year_and_phase(raw)
    if year_phase is None:
        raise UnreadableError(
            f"{raw.path}：不是部门预算或决算公开，找不到“××年部门预算/决算”的标题 (not a disclosure)"
        )
    year, phase = year_phase
    name, scope = _department(raw)
    if name is None:
        raise UnreadableError(f"{raw.path}：没有写明部门或单位的名称 (no department named)")
    return Identity(department=name, scope=scope, fiscal_year=year, phase=phase)


def title_of(raw: RawDocument) -> str:
    """The document's title as its front prints it, over up to three lines; "" where it prints none.

    What a file's metadata gives as its title is often that of another document.
    """
    titles = [text for text, _, _ in _titles(raw) if _TITLE.match(text)]
    named = [text for text in titles if _clean_name(_TITLE.sub(r"\g<before>", text))]
    return next(iter(named or titles), "")


def _year_and_phase(raw: RawDocument) -> tuple[int, Phase] | None:
    votes: Counter[tuple[int, Phase]] = Counter()
    for text, number, front in _titles(raw):
        match = _TITLE.match(text)
        if match is not None:
            votes[_year(match["year"]), _phase(match["phase"])] += len(front) - number
    if votes:
        return votes.most_common(1)[0][0]
    for line in raw.lines():
        for match in re.finditer(
            r"(20\d{2})年度?(?:部门|单位)?(?:收支|收入|支出)?(预算|决算)", squeeze(line.text)
        ):
            votes[int(match.group(1)), _phase(match.group(2))] += 1
    return votes.most_common(1)[0][0] if votes else None


def _year(text: str) -> int:
    return int(text.translate(_DIGITS))


def _phase(text: str) -> Phase:
    return Phase.BUDGET if text == "预算" else Phase.FINAL


def _department(raw: RawDocument) -> tuple[str | None, Scope]:
    """The name that titles, headers of tables and sentences agree on most, and whose money it is."""
    votes: Counter[str] = Counter()
    scope = Scope.DEPARTMENT
    for text, number, front in _titles(raw):
        match = _TITLE.match(text)
        if match is None:
            continue
        if "单位" in text[match.end("year") :] and "部门" not in text:
            scope = Scope.UNIT
        name = _clean_name(match["before"]) or _clean_name(match["after"])
        beside = [front[at] for at in (number - 1, number + 1) if 0 <= at < len(front)] if not name else []
        votes.update({name: 6} if name else {other: 3 for line in beside if (other := _clean_name(line))})
    for line in _all_texts(raw):
        match = _NAMED.match(squeeze(line))
        if match is not None and (name := _clean_name(match["name"])):
            votes[name] += 3
    if not votes:
        votes.update(_subjects(raw))
    if not votes:
        return None, scope
    name = votes.most_common(1)[0][0]
    # A name set over two lines is also seen without its first half.
    name = max((other for other in votes if other.endswith(name)), key=len)
    if name.endswith(("（本级）", "本级")):
        scope = Scope.UNIT
    return name.replace("（", "(").replace("）", ")"), scope


def _titles(raw: RawDocument) -> Iterator[tuple[str, int, list[str]]]:
    """Lines at the front that can be titles, alone and joined to the next, with their place among them."""
    lines = [block for block in raw.blocks[:_FRONT_LINES] if isinstance(block, TextLine)]
    front = [squeeze(line.text) for line in lines]
    for number, text in enumerate(front):
        yield text, number, front
        for count in (2, 3):
            if number + count <= len(front) and lines[number + count - 1].page == lines[number].page:
                yield "".join(front[number : number + count]), number, front


def _subjects(raw: RawDocument) -> Counter[str]:
    """Names that sentences begin with: “…局2026年收入预算”."""
    found: Counter[str] = Counter()
    for line in raw.lines():
        match = _SUBJECT.match(squeeze(line.text))
        if match is not None and (name := _clean_name(match.group(1))):
            found[name] += 1
    return found


def _all_texts(raw: RawDocument) -> Iterator[str]:
    for block in raw.blocks:
        if isinstance(block, TextLine):
            yield block.text
        elif isinstance(block, RawTable):
            yield from (cell.text for cell in block.cells if cell.row < 3)


def _clean_name(text: str) -> str:
    """A text as the name of an organisation, "" if it cannot be one."""
    name = re.sub(r"^(?:附件\d*|\d{3,}[-－]?|[（(]公开[)）]|关于|第.{1,2}部分)", "", plain(text)).strip(
        "：:、-－—"
    )
    name = re.sub(r"(?:部门|单位|（部门）|（单位）|（汇总）|的)$", "", name)
    if (
        not 3 < len(name) < 40
        or _NOT_A_NAME.search(name)
        or not _ORGANISATION.search(name.replace("）", ")"))
    ):
        return ""
    return name
