"""Where a sentence stands: headings and list entries around it, and what was read before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yusuan.normalise.prose.passages import SECTION, is_title
from yusuan.reference.metrics import section_kind

if TYPE_CHECKING:
    from yusuan.model.vocabulary import Phase
    from yusuan.normalise.prose.outline import Entry
    from yusuan.normalise.statements.draft import Draft

# Sections whose entries may be sections of their own (“其他重要事项” → “（一）机关运行经费：…”).
_OPEN_KINDS = frozenset({"", "duties", "units"})
_NOWHERE = -1.0
# What is made of projects, by its name.
_PROJECTS = re.compile(
    r"(?<!采购)项目(?:经费|预算|资金)?(?:支出|经费|预算)"
)  # 政府采购项目预算 is no sum of projects


@dataclass(frozen=True, slots=True)
class Parts:
    """A list of parts that was announced (“其中：”, “具体包括：”).

    Attributes:
        name: of the sum.
        head: its statement, None where it is only named.
        level: of the entry in which it is announced.
        announced: whether the words say that parts follow, not only what the sum is used for.
    """

    name: str
    head: Draft | None
    level: float
    announced: bool


@dataclass(slots=True)
class Context:
    """State that passes from sentence to sentence.

    Attributes:
        fiscal_year: of the document.
        phase: of the document.
        department: its name, which is no part of the names of figures.
        drafts: the statements so far.
        sentences: the sentences so far, as printed.
        current: the figure that “比上年…” points back to within a sentence.
        lead: the figure that a new sentence points back to: the last that is not said as a part.
        changed: the figure of which a change was said last.
        base_year: the year compared with last.
        lists: the sums whose parts are being listed, from the outer to the inner.
        heading: number of the heading.
        passage: number of the passage.
        explaining: the passage whose sentence before gave a reason, None where it gave none.
        entered: number of the last passage before the heading or list entry.
    """

    fiscal_year: int
    phase: Phase
    department: str
    drafts: list[Draft] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    current: Draft | None = None
    lead: Draft | None = None
    changed: Draft | None = None
    base_year: int | None = None
    lists: list[Parts] = field(default_factory=list)
    heading: int = 0
    passage: int = 0
    explaining: int | None = None
    entered: int = 0
    _headings: dict[float, str] = field(default_factory=dict)
    _entries: dict[float, str] = field(default_factory=dict)
    _units: dict[float, str] = field(default_factory=dict)

    def enter(self, entry: Entry, unit: str = "") -> None:
        """Go to a heading or to an entry of a list.

        Args:
            entry: the heading or the entry.
            unit: the unit whose section it opens, "" where it opens none.
        """
        level = _NOWHERE if entry.level is None else entry.level
        self.current = self.lead = self.changed = None
        self.entered = self.passage
        self._entries = {at: title for at, title in self._entries.items() if at < level}
        self._units = {at: name for at, name in self._units.items() if at < level}
        if unit:
            self._units[level] = unit
        if entry.kind == "heading":
            self.heading += 1
            self._headings = {at: title for at, title in self._headings.items() if at < level}
            self._headings[level] = entry.title
            self.base_year = None
            self.lists.clear()
            return
        self._entries[level] = entry.title
        self.lists = [parts for parts in self.lists if parts.level < level]

    def open_parts(self, name: str, head: Draft | None = None, *, announced: bool = True) -> None:
        """Note that parts of a sum follow: in this passage, and in the entries below the one that it is in."""
        level = max(self._entries, default=_NOWHERE)
        self.lists = [parts for parts in self.lists if parts.level < level]
        self.lists.append(Parts(name, head, level, announced))

    @property
    def part_of(self) -> str | None:
        """The name of the sum whose parts are being listed."""
        return self.lists[-1].name if self.lists else None

    @property
    def part_head(self) -> Draft | None:
        """The statement of that sum, within its passage."""
        head = self.lists[-1].head if self.lists else None
        return head if head is not None and head.passage == self.passage else None

    @property
    def lists_projects(self) -> bool:
        """Whether what is being listed are projects: then no name of a part is one of the whole's figures."""
        return self.kind != "projects" and any(
            parts.announced and _PROJECTS.search(parts.name) for parts in self.lists
        )

    @property
    def unit(self) -> str:
        """The unit in whose section this stands, "" where it is of the whole document."""
        return self._units[max(self._units)] if self._units else ""

    @property
    def around(self) -> list[str]:
        """Headings and entries, from the outer to the inner."""
        return [title for _, title in sorted({**self._headings, **self._entries}.items())]

    @property
    def section(self) -> str:
        """The headings below the part, joined."""
        inner = [title for level, title in sorted(self._headings.items()) if level > 0 and title]
        return " / ".join(inner or self._headings.values())

    @property
    def kind(self) -> str:
        """What the section is about, "" where its headings do not say."""
        kind = section_kind(title for _, title in sorted(self._headings.items(), reverse=True))
        if kind in _OPEN_KINDS:
            entries = [title for _, title in sorted(self._entries.items(), reverse=True) if is_title(title)]
            return section_kind(entries) or kind
        return kind

    @property
    def own_title(self) -> str:
        """The innermost entry or small heading, whose name a bare “预算数” takes."""
        inner = {level: title for level, title in self._headings.items() if level >= SECTION}
        inner.update(self._entries)
        return inner[max(inner)] if inner else ""

    def within(self, scope: str | None) -> str:
        """The sums of which figures here are parts, from the outer to the inner, joined by "/"."""
        entries = [title for _, title in sorted(self._entries.items())]
        return "/".join(part for part in (*entries, self.part_of, scope) if part)
