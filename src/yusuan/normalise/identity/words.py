"""Whose document it is by its own words: titles, fields, running heads, and what it repeats."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yusuan.extract.raw import RawDocument, RawTable, TextLine
from yusuan.model.text import squeeze
from yusuan.model.vocabulary import Phase, Scope
from yusuan.normalise.identity.bodies import is_own_office, name_of
from yusuan.normalise.identity.claim import Claim, Evidence
from yusuan.normalise.identity.titles import YEAR, Title, parse_title, title_at_start, year_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LABEL = r"""(?:编制|填报|填表|公开|申报|报送|预算|决算)?(?:部门|单位|部门（单位）|单位（部门）|部门/单位|单位/部门)
    (?:（公章）|（盖章）|（公开）)?(?:名称|全称)?(?:（公章）|（盖章）)?"""
_FIELD = re.compile(
    rf"^{_LABEL}：(?P<name>.+?)(?:(?:金额)?单位：.*|预算年度.*|年度：.*|填报日期.*|编制日期.*|20\d\d年.*)?$",
    re.VERBOSE,
)
_LABEL_ALONE = re.compile(rf"^{_LABEL}：?$", re.VERBOSE)
_SUBJECT = re.compile(
    rf"^(?:[一二三四五六七八九十]+、|（.）)?(?P<name>.{{3,30}}?){YEAR}年?度?(?:部门)?(?:收入|支出|收支|财政|预算|一般|总)"
)
_OF_YEAR = re.compile(rf"^（?(?P<year>{YEAR})（?年度?）?）?$")
_IN_PROSE = re.compile(r"(20\d{2})年度?(?:部门|单位)?(?:收支|收入|支出)?(预算|决算)")
_PHASE_WORD = re.compile("预算|决算")
_PAGE_TITLE_PARTS = re.compile(r"\s*[-_|—–]+\s*")
_FRONT_BLOCKS = 60
_MOST_LINES = 6  # of one title on a cover
_HEAD_ROWS = 3  # of a table, where its captions stand
_HEAD_PAGES = 3  # a line that stands on so many pages is a running head
_LEAST_PHASE_WORDS = 3
# How much a place tells, each time: a title more than a field, a field more than a neighbour of a title.
_TITLE, _FIELD_LINE, _FIELD_CELL, _NEIGHBOUR, _HEAD, _PAGE_TITLE, _SENTENCE = (
    6.0,
    4.0,
    3.0,
    3.0,
    4.0,
    4.0,
    1.0,
)
_PER_LINE = 0.5  # less for each further line over which a title runs
_MOST_OF_A_PLACE = 12.0
_REPEATED = 2.0  # for each doubling of how often the document says a name


@dataclass
class _Votes:
    """Names with what speaks for each."""

    places: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    best: dict[str, tuple[float, Evidence]] = field(default_factory=dict)

    def add(self, name: str, place: str, weight: float, text: str, page: int) -> None:
        if not name:
            return
        self.places[name][place] = self.places[name].get(place, 0.0) + weight
        if name not in self.best or weight > self.best[name][0]:
            self.best[name] = weight, Evidence("department", text, page)


@dataclass(frozen=True, slots=True)
class _Span:
    """A title as it stands: over `lines` lines from line `start` of the front."""

    title: Title
    text: str
    start: int
    lines: int
    page: int


def claim_of_words(raw: RawDocument) -> Claim:
    """What a document's own words say of whose it is; each field None where they say nothing."""
    front = _front(raw)
    spans = list(_spans(front))
    year, phase, evidence = _year_and_phase(raw, spans, len(front))
    votes = _Votes()
    _vote_titles(votes, spans, front)
    _vote_fields(votes, raw)
    _vote_heads(votes, raw)
    _vote_page_title(votes, raw)
    if not votes.places:
        _vote_subjects(votes, raw)
    name = _most_said(votes, raw)
    scope = next((span.title.scope for span in spans if span.title.scope is not None), None)
    if name is not None:
        evidence = [votes.best[name][1], *evidence]
        scope = Scope.UNIT if is_own_office(name) else scope
    return Claim(name, year, phase, scope, tuple(evidence))


def latest_year(raw: RawDocument) -> int | None:
    """The latest year that a file says anywhere, None where it says none: of tables that name no year of theirs."""
    found = re.compile(YEAR + "年")
    return max((year_of(year[:4]) for text, _ in _texts(raw) for year in found.findall(text)), default=None)


def title_of(raw: RawDocument) -> str:
    """The document's title as its front prints it, over up to three lines; "" where it prints none.

    What a file's metadata gives as its title is often that of another document.
    """
    spans = [span for span in _spans(_front(raw)) if span.title.year is not None]
    whole = [span for span in spans if span.title.name]
    best = min(whole or spans, key=lambda span: (span.start, span.lines), default=None)
    return best.text if best is not None else ""


def _front(raw: RawDocument) -> list[TextLine]:
    """The lines at the front that can be titles, without blank ones."""
    return [
        block for block in raw.blocks[:_FRONT_BLOCKS] if isinstance(block, TextLine) and squeeze(block.text)
    ]


def _spans(front: Sequence[TextLine]) -> Iterator[_Span]:
    """The titles among lines, alone and joined to the next ones on their page."""
    texts = [squeeze(line.text) for line in front]
    for start, line in enumerate(front):
        joined = ""
        for count in range(1, _MOST_LINES + 1):
            at = start + count - 1
            if at >= len(front) or front[at].page != line.page or (count > 1 and texts[at].endswith("表")):
                break  # the title of a table is no further line of the document's
            joined += texts[at]
            title, words = title_at_start(line.text) if count == 1 else (parse_title(joined), joined)
            if title is not None:
                yield _Span(title, words, start, count, line.page)


def _year_and_phase(
    raw: RawDocument, spans: Sequence[_Span], size: int
) -> tuple[int | None, Phase | None, list[Evidence]]:
    """The year and the phase that titles say most, those nearer to the top more; else what the prose says."""
    votes: Counter[tuple[int, Phase]] = Counter()
    first: dict[tuple[int, Phase], Evidence] = {}
    for span in spans:
        if span.title.year is not None:
            key = span.title.year, span.title.phase
            votes[key] += size - span.start
            first.setdefault(key, Evidence("fiscal_year", span.text, span.page))
    if not votes:
        for line in raw.lines():
            for match in _IN_PROSE.finditer(squeeze(line.text)):
                key = int(match.group(1)), Phase.BUDGET if match.group(2) == "预算" else Phase.FINAL
                votes[key] += 1
                first.setdefault(key, Evidence("fiscal_year", match.group(), line.page))
    if votes:
        most = votes.most_common(1)[0][0]
        return *most, [first[most]]
    year, phase, evidence = _year_of_tables(raw)
    return year, next((span.title.phase for span in spans), phase), evidence


def _year_of_tables(raw: RawDocument) -> tuple[int | None, Phase | None, list[Evidence]]:
    """The year below the titles of tables, (2026年度), and the phase that the tables' words say."""
    years: Counter[int] = Counter()
    phases: Counter[str] = Counter()
    evidence: dict[int, Evidence] = {}
    for text, page in _texts(raw):
        phases.update(_PHASE_WORD.findall(text))
        if match := _OF_YEAR.match(text):
            years[year_of(match["year"])] += 1
            evidence.setdefault(year_of(match["year"]), Evidence("fiscal_year", text, page))
    word = phases.most_common(1)[0][0] if phases.total() >= _LEAST_PHASE_WORDS else ""
    phase = {"预算": Phase.BUDGET, "决算": Phase.FINAL}.get(word)
    if not years:
        return None, phase, []
    year = years.most_common(1)[0][0]
    return year, phase, [evidence[year]]


def _vote_titles(votes: _Votes, spans: Iterable[_Span], front: Sequence[TextLine]) -> None:
    for span in spans:
        weight = _TITLE - _PER_LINE * (span.lines - 1)
        if span.title.name:
            votes.add(span.title.name, "title", weight, span.text, span.page)
            continue
        for text in _neighbours(span, front) if span.title.year is not None else ():
            votes.add(name_of(text, sure=False), "neighbour", _NEIGHBOUR, text, span.page)


def _neighbours(span: _Span, front: Sequence[TextLine]) -> Iterator[str]:
    """The lines above and below a title without a name, alone and joined: a name may run over two or three."""
    for count in (1, 2, 3):
        before = front[max(0, span.start - count) : span.start]
        behind = front[span.start + span.lines : span.start + span.lines + count]
        for lines in (before, behind):
            if len(lines) == count and all(line.page == span.page for line in lines):
                yield "".join(squeeze(line.text) for line in lines)


def _vote_fields(votes: _Votes, raw: RawDocument) -> None:
    for block in raw.blocks:
        if isinstance(block, TextLine):
            match = _FIELD.match(squeeze(block.text))
            if match is not None:
                name = name_of(match["name"], sure=True)
                votes.add(name, "field", _FIELD_LINE, match.group(), block.page)
            continue
        for label, value, page in _field_cells(block):
            votes.add(name_of(value, sure=False), "cell", _FIELD_CELL, f"{label}：{value}", page)


def _field_cells(table: RawTable) -> Iterator[tuple[str, str, int]]:
    """Fields in cells: “部门名称：甲局” in one near the top, or 部门名称 in one and 甲局 in the next."""
    before = None
    for cell in table.cells:
        text = squeeze(cell.text)
        if cell.row < _HEAD_ROWS and (match := _FIELD.match(text)):
            yield text.partition("：")[0], match["name"], cell.page
        elif before is not None and before.row == cell.row and text:
            label = squeeze(before.text)
            if _LABEL_ALONE.match(label):
                yield label, text, cell.page
        before = cell if text else before


def _vote_heads(votes: _Votes, raw: RawDocument) -> None:
    """Lines that stand on several pages."""
    pages: dict[str, set[int]] = defaultdict(set)
    for line in raw.lines():
        pages[squeeze(line.text)].add(line.page)
    for text, on in pages.items():
        if len(on) >= _HEAD_PAGES:
            title = parse_title(text)
            name = title.name if title is not None else name_of(text, sure=False)
            votes.add(name, "head", _HEAD, text, min(on))


def _vote_page_title(votes: _Votes, raw: RawDocument) -> None:
    """The title that a web page declares: “甲局2024年部门预算_甲县人民政府”."""
    if raw.format != "html" or not raw.title:
        return
    for part in _PAGE_TITLE_PARTS.split(raw.title):
        title = parse_title(squeeze(part))
        if title is not None:
            votes.add(title.name, "page title", _PAGE_TITLE, squeeze(part), 1)


def _vote_subjects(votes: _Votes, raw: RawDocument) -> None:
    """Names that sentences begin with: “…局2026年收入预算”."""
    for line in raw.lines():
        match = _SUBJECT.match(squeeze(line.text))
        if match is not None:
            votes.add(name_of(match["name"], sure=False), "sentence", _SENTENCE, match.group(), line.page)


def _most_said(votes: _Votes, raw: RawDocument) -> str | None:
    """The name for which most speaks: where it stands, and how often the document says it.

    An occurrence counts for the longest of the names that stand there: 甲市公安局 is not said where
    甲市公安局交通管理局 is.
    """
    if not votes.places:
        return None
    names = sorted(votes.places, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))
    whole = "".join(text for text, _ in _texts(raw)).replace("（", "(").replace("）", ")")
    said = Counter(pattern.findall(whole))

    def weight(name: str) -> tuple[float, int]:
        places = votes.places[name]
        # What lines of a cover make together stands there once; only elsewhere is it said again.
        again = max(0, said[name] - bool({"title", "neighbour"} & places.keys()))
        known = sum(min(each, _MOST_OF_A_PLACE) for each in places.values())
        return known + _REPEATED * math.log2(1 + again), -names.index(name)

    return max(names, key=weight)


def _texts(raw: RawDocument) -> Iterator[tuple[str, int]]:
    """All texts of a document, squeezed, with their pages."""
    for block in raw.blocks:
        if isinstance(block, TextLine):
            yield squeeze(block.text), block.page
        else:
            yield from ((squeeze(cell.text), cell.page) for cell in block.cells)
