"""Which disclosure a file is: its own words first, then what the user said, then its path."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

from yusuan.extract.raw import RawDocument, UnreadableError
from yusuan.extract.refusal import refusal
from yusuan.model.bodies import one_name
from yusuan.model.text import printable
from yusuan.model.vocabulary import Phase, Scope, Verdict
from yusuan.normalise.identity.claim import Claim, Evidence
from yusuan.normalise.identity.nature import is_link, is_of_a_government, is_template
from yusuan.normalise.identity.words import claim_of_words

if TYPE_CHECKING:
    from collections.abc import Iterator

Source = Literal["document", "told", "path"]

_NOTHING = Claim()
_FIELDS = {"department": "部门", "fiscal_year": "年度", "phase": "阶段", "scope": "口径"}
_SOURCES: dict[Source, str] = {"document": "文件自己", "told": "用户", "path": "路径"}
_WORDS: dict[object, str] = {
    Phase.BUDGET: "预算",
    Phase.FINAL: "决算",
    Scope.DEPARTMENT: "部门汇总",
    Scope.UNIT: "单位",
}
_OWN_OFFICE = "(本级)"


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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What one source says otherwise than the one that was taken.

    Attributes:
        field: department, fiscal_year, phase or scope.
        source: which source says otherwise.
        text: a line with both.
    """

    field: str
    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Identified:
    """Which disclosure a file is, and what says so.

    Attributes:
        identity: which it is.
        by: the weakest source that was needed: the document's own words, the user, the path.
        evidence: the words that say so.
        against: what other sources say otherwise.
    """

    identity: Identity
    by: Source
    evidence: tuple[Evidence, ...]
    against: tuple[Contradiction, ...]


class RefusedError(UnreadableError):
    """A file that was read and is no disclosure of a body.

    Attributes:
        verdict: what it is instead.
        evidence: the words that say so.
    """

    def __init__(self, message: str, verdict: Verdict = Verdict.OTHER, words: str = "") -> None:
        """With the refusal's one line."""
        super().__init__(message)
        self.verdict = verdict
        self.evidence = (Evidence("verdict", words),) if words else ()


def identify(raw: RawDocument, told: Claim = _NOTHING, path: Claim = _NOTHING) -> Identified:
    """Settle whose document this is; a figure transcript says it.

    Args:
        raw: the file as read.
        told: what the user said of it; taken where the document's own words are silent.
        path: what its path says; taken where both are silent.

    Raises:
        RefusedError: it is no disclosure, or nothing says whose it is.
    """
    if raw.recorded is not None:
        held = raw.recorded
        identity = Identity(held.department, held.scope, held.fiscal_year, held.phase)
        return Identified(identity, "document", (), ())
    _refuse_what_is_no_disclosure(raw)
    claims: dict[Source, Claim] = {"document": claim_of_words(raw), "told": told, "path": path}
    if claims["document"].department is None and (words := is_template(raw)):
        raise _refused(raw, Verdict.TEMPLATE, words, "是空白模板，没有填写", "a blank template")
    source: dict[str, Source] = {}
    for field, (name, claim) in product(_FIELDS, claims.items()):
        if getattr(claim, field) is not None:
            source.setdefault(field, name)
    # A path alone makes minutes of a meeting no budget.
    if "fiscal_year" not in source or source.get("phase", "path") == "path":
        why = "不是部门预算或决算公开，找不到“××年部门预算/决算”的标题"
        raise _refused(raw, Verdict.OTHER, "", why, "not a disclosure")
    if "department" not in source:
        raise _refused(raw, Verdict.OTHER, "", "没有写明部门或单位的名称", "no department named")
    said = {field: getattr(claims[name], field) for field, name in source.items()}
    identity = Identity(
        said["department"], said.get("scope") or Scope.DEPARTMENT, said["fiscal_year"], said["phase"]
    )
    needed = {source[field] for field in ("department", "fiscal_year", "phase")}
    return Identified(
        identity,
        next(name for name in reversed(_SOURCES) if name in needed),
        tuple(
            each
            for name, claim in claims.items()
            for each in claim.evidence
            if source.get(each.field) == name
        ),
        tuple(_contradictions(claims, source)),
    )


def _refuse_what_is_no_disclosure(raw: RawDocument) -> None:
    if words := is_of_a_government(raw):
        why = "是政府的财政预决算（四本账、债务或预算执行报告），不是一个部门的，不予读取"
        raise _refused(raw, Verdict.GOVERNMENT, words, why, "a government's budget")


def link_refusal(raw: RawDocument) -> RefusedError | None:
    """The refusal of a page that only leads to the document; None where it holds one."""
    words = is_link(raw)
    if not words:
        return None
    why = "只有通往附件的链接，没有文件本身；请下载附件后读入"
    return _refused(raw, Verdict.LINK, words, why, "only a link to the attached document")


def _refused(raw: RawDocument, verdict: Verdict, words: str, chinese: str, english: str) -> RefusedError:
    quoted = f"（“{words[:60]}”）" if words else ""
    return RefusedError(str(refusal(raw.path, chinese + quoted, english)), verdict, words)


def _contradictions(claims: dict[Source, Claim], source: dict[str, Source]) -> Iterator[Contradiction]:
    for field, taken_from in source.items():
        taken = getattr(claims[taken_from], field)
        for name, claim in claims.items():
            other = getattr(claim, field)
            if name == taken_from or other is None or _agree(taken, other):
                continue
            first, second = (
                f"{_SOURCES[each]}写“{_WORDS.get(value, value)}”"
                for each, value in ((taken_from, taken), (name, other))
            )
            yield Contradiction(field, name, printable(f"{_FIELDS[field]}：{first}，{second}"))


def _agree(taken: object, other: object) -> bool:
    """Whether two sources say the same; a name may leave out the place before it or 本级 behind it."""
    if isinstance(taken, str) and isinstance(other, str):
        ours, theirs = (one_name(name).removesuffix(_OWN_OFFICE) for name in (taken, other))
        return ours.endswith(theirs) or theirs.endswith(ours)
    return taken == other
