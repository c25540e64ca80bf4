"""The letter's own words, and the letter as plain text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from yusuan.model.vocabulary import Language, pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yusuan.mail.attached import Attached
    from yusuan.mail.excerpt import Chart, Excerpt, Findings, Table

_WORDS = {
    "warning": ("注意", "Attention"),
    "figures": ("主要数字", "Key figures"),
    "others": ("其他报告", "Other reports"),
    "attached": ("附件", "Attached"),
    "sources": ("来源", "Sources"),
    "charts": ("图", "Charts"),
    "in_attachment": ("见附件", "in the attachment"),
    "more_rows": ("另有 {} 行，见附件。", "{} more rows are in the attachment."),
    "more_findings": ("另有 {} 项，见附件。", "{} more are in the attachment."),
    "interactive": (
        "附件中的网页是完整的报告：图可交互，每个数字注明在原文件中的位置；不联网也能看。",
        "The attached pages are the whole report: live charts, and the place of every figure in its document; they need no network.",
    ),
    "fontless": (
        "出报告的机器没有中文字体，图不能画成图片，请看附件。",
        "The machine that wrote this has no Chinese font to draw the charts with: please see the attachment.",
    ),
    "left_out": ("文件太大，没有附上：{}。", "Too large to attach: {}."),
    "link": ("完整报告：", "The whole report: "),
    "ask": ("请向发件人索取。", "Please ask the sender for it."),
    "made": ("由 yusuan 自动生成", "Made by yusuan"),
}
_SEPARATOR = ("、", ", ")
_COLON = ("：", ": ")


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a letter says, in both of its forms.

    Attributes:
        lang: of its own words.
        warning: what to know before anything else, or "".
        note: of the sender, line by line.
        first: the page that the headline, the table and the charts are of.
        others: the pages beside it.
        drawn: whether the charts are in the letter as pictures.
        attached: the files, and what was too large.
        link: where the whole report is, or "".
    """

    lang: Language
    warning: str
    note: tuple[str, ...]
    first: Excerpt
    others: tuple[Excerpt, ...]
    drawn: bool
    attached: Attached
    link: str

    def word(self, name: str, *values: object) -> str:
        """One of the letter's own words."""
        return pick(_WORDS[name], self.lang).format(*values)

    @property
    def findings(self) -> tuple[Findings, ...]:
        """What is broken and in question, from whichever page lists it."""
        return tuple(
            replace(found, title=f"{page.title}{pick(_COLON, self.lang)}{found.title}")
            for page in (self.first, *self.others)
            for found in page.findings
        )

    @property
    def left_out(self) -> str:
        """What was too large to attach, in a sentence, or ""."""
        names = pick(_SEPARATOR, self.lang).join(self.attached.left_out)
        if not names:
            return ""
        return " ".join([self.word("left_out", names), *([] if self.link else [self.word("ask")])])

    @property
    def made(self) -> str:
        """What made it and when, in one line."""
        said = [value for name, value in self.first.made if name in {"生成时间", "Made"}]
        return " · ".join([self.word("made"), *said])

    def remarks(self, table: Table) -> list[str]:
        """The remarks on the lines of a table; lines that share one share a sentence."""
        lines: dict[str, list[str]] = {}
        for cells, _, remark in table.rows:
            if remark:
                lines.setdefault(remark, []).append(cells[0])
        joined = {remark: pick(_SEPARATOR, self.lang).join(names) for remark, names in lines.items()}
        return [f"{names}{pick(_COLON, self.lang)}{remark}" for remark, names in joined.items()]


def plain(letter: Letter) -> str:
    """The letter as text that reads well in any program, tables aligned by the width of the characters."""
    return "\n".join(_trimmed(_lines(letter))) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    first = letter.first
    if letter.warning:
        yield from (f"【{letter.word('warning')}】{letter.warning}", "")
    yield from (*letter.note, "")
    yield from (f"{first.department} · {first.period} · {first.title}", "", first.headline, "")
    yield from (*(f"· {point}" for point in first.points), "")
    if first.table:
        yield from _heading(letter.word("figures"))
        yield from (first.table.caption, "", *_aligned(first.table), "")
        if first.table.left_out:
            yield letter.word("more_rows", first.table.left_out)
        yield from (line for line in (*letter.remarks(first.table), first.table.notes) if line)
        yield ""
    if first.charts:
        yield from _heading(f"{letter.word('charts')}（{letter.word('in_attachment')}）")
        yield from (*(f"· {_said(chart)}" for chart in first.charts), "")
    for found in letter.findings:
        yield from _heading(found.title)
        yield from (f"{number}. {text}" for number, text in enumerate(found.sentences, start=1))
        if found.left_out:
            yield letter.word("more_findings", found.left_out)
        yield ""
    if letter.others:
        yield from _heading(letter.word("others"))
        yield from (
            *(f"· {page.title}{pick(_COLON, letter.lang)}{page.headline}" for page in letter.others),
            "",
        )
    yield from _heading(letter.word("attached"))
    yield from (*(f"· {file.name}" for file in letter.attached.files), "")
    yield from (letter.word("interactive") if letter.attached.files else "", letter.left_out)
    yield from (f"{letter.word('link')}{letter.link}" if letter.link else "", "")
    if first.sources:
        yield from (*_heading(letter.word("sources")), *first.sources, "")
    yield from ("--", letter.made)


def _heading(text: str) -> list[str]:
    return [text, "─" * cell_len(text)]


def _said(chart: Chart) -> str:
    return f"{chart.message}（{chart.subject}）" if chart.subject else chart.message


def _aligned(table: Table) -> list[str]:
    """Names to the left, indented by depth; figures to the right."""
    rows = [table.headings, *((f"{'  ' * depth}{cells[0]}", *cells[1:]) for cells, depth, _ in table.rows)]
    widths = [max(cell_len(row[n]) for row in rows) for n in range(len(table.headings))]
    lines = [
        "  ".join(_padded(text, widths[n], left=n == 0) for n, text in enumerate(row)).rstrip()
        for row in rows
    ]
    return [lines[0], "─" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]]


def _padded(text: str, width: int, *, left: bool) -> str:
    blank = " " * (width - cell_len(text))
    return text + blank if left else blank + text


def _trimmed(lines: Iterator[str]) -> list[str]:
    """Without blank lines at the beginning, or two of them after each other."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept


def paragraphs(text: str) -> Sequence[str]:
    """The lines of a note, each without what would steer a display, and without blanks around it."""
    return [line.strip() for line in lines(text.strip())]


def lines(text: str) -> Sequence[str]:
    """The lines of a text, indented as they are, each without what would steer a display."""
    return ["".join(c if c.isprintable() else " " for c in line).rstrip() for line in text.splitlines()]
