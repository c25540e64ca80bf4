"""Where a sentence stands: headings and list entries around it, and what was read before it."""

from __future__ import annotations

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
        part_of: the name of the sum whose parts are being listed.
        part_head: its statement, within its passage.
        heading: number of the heading.
        passage: number of the passage.
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
    part_of: str | None = None
    part_head: Draft | None = None
    heading: int = 0
    passage: int = 0
    entered: int = 0
    _headings: dict[float, str] = field(default_factory=dict)
    _entries: dict[float, str] = field(default_factory=dict)
    _part_level: float = _NOWHERE

    def enter(self, entry: Entry) -> None:
        """Go to a heading or to an entry of a list."""
        level = _NOWHERE if entry.level is None else entry.level
        self.current = self.lead = self.changed = self.part_head = None
        self.entered = self.passage
        self._entries = {at: title for at, title in self._entries.items() if at < level}
        if entry.kind == "heading":
            self.heading += 1
            self._headings = {at: title for at, title in self._headings.items() if at < level}
            self._headings[level] = entry.title
            self.base_year = self.part_of = None
            return
        self._entries[level] = entry.title
        if level <= self._part_level:
            self.part_of = None

    def open_parts(self, name: str, head: Draft | None = None) -> None:
        """Note that parts of a sum follow."""
        self.part_of, self.part_head = name, head
        self._part_level = max(self._entries, default=_NOWHERE)

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
