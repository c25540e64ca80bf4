"""What files are taken for and why, before anything of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.extract.raw import UnreadableError
from yusuan.identities import suite
from yusuan.model.vocabulary import Verdict
from yusuan.pipeline.document import Read, confined, read_alone
from yusuan.pipeline.joining import grouped
from yusuan.pipeline.parts import together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from yusuan.workspace.workspace import Workspace

_ROW = ("document", "department", "fiscal_year", "phase", "scope")
_COUNTS = ("unit", "amounts_printed", "amounts_read")


@dataclass(frozen=True)
class Inspection:
    """What one document in a file was taken for.

    Attributes:
        file: as given.
        verdict: what it is.
        reason: a line: the words that say so, or why it is refused.
        document: its id, None where it is no document or part of one; so are the next six.
        department: the body.
        fiscal_year: the year.
        phase: budget or final.
        scope: department or unit.
        unit: the unit of most amounts.
        identified_by: document, told or path.
        evidence: what says so: field, text and page.
        contradicted_by: what another source says otherwise, a line each.
        tables: title, kind, page, amounts, reading and read_as (heading → measure) of each table.
        amounts_printed: amounts that the file prints; None where they were not counted.
        amounts_read: of these, those that were read.
        unread: page, text and reason of what was not read.
    """

    file: str
    verdict: Verdict
    reason: str
    document: str | None = None
    department: str | None = None
    fiscal_year: int | None = None
    phase: str | None = None
    scope: str | None = None
    unit: str | None = None
    identified_by: str | None = None
    evidence: tuple[Mapping[str, object], ...] = ()
    contradicted_by: tuple[str, ...] = ()
    tables: tuple[Mapping[str, object], ...] = ()
    amounts_printed: int | None = None
    amounts_read: int | None = None
    unread: tuple[Mapping[str, object], ...] = ()


def inspect(
    workspace: Workspace,
    paths: Sequence[Path],
    jobs: int = 1,
    on_file: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    ocr: bool = False,
) -> list[Inspection]:
    """Read files and say what each is taken for; nothing is kept.

    Args:
        workspace: for its suites, which choose between readings of a table.
        paths: the files, those of one document together.
        jobs: processes that read at the same time.
        on_file: told how many of how many files are read.
        ocr: whether scanned pages are recognised.

    Returns:
        One entry a document in a file, in the order of the files.
    """
    read_file = partial(read_alone, workspace.root, suite.load(workspace.expectations), ocr=ocr)
    outcomes: dict[Path, tuple[Read, ...] | UnreadableError] = {}
    for done, (path, outcome) in enumerate(confined(read_file, paths, jobs, ocr=ocr), start=1):
        outcomes[path] = outcome
        on_file(done, len(paths))
    whole: list[Read] = []
    for outcome in outcomes.values():
        whole += [] if isinstance(outcome, UnreadableError) else outcome
    homes = _homes(whole)
    found: list[Inspection] = []
    for path in paths:
        outcome = outcomes[path]
        if isinstance(outcome, UnreadableError):
            found.append(Inspection(str(path), Verdict.UNREADABLE, str(outcome)))
        else:
            found += [_inspection(str(path), part, homes.get(id(part))) for part in outcome]
    return found


def _homes(parts: Sequence[Read]) -> dict[int, tuple[Read, str]]:
    """For each part of a document in several files: a file that says whose it is, and what the part is to it."""
    homes: dict[int, tuple[Read, str]] = {}
    for group in grouped(parts)[0]:
        plan = together(group)
        counted = (*plan.whole, *plan.prose)
        first = next(part for part in group if part.identified is not None)
        said = {_key(each.part): f"与 {_names(counted)}：{each.reason}" for each in plan.aside}
        if len(counted) > 1:
            said |= dict.fromkeys(
                map(_key, counted), f"{_names(counted)} 合为一份文件 (parts of one document)"
            )
        homes |= {id(part): (first, said[_key(part)]) for part in parts if _key(part) in said}
    return homes


def _key(part: Read) -> tuple[object, ...]:
    """A document in a file; one file may hold two."""
    return part.paths[0], *part.frames["documents"]["title"], part.frames["facts"].height


def _names(parts: Iterable[Read]) -> str:
    return "、".join(part.paths[0].name for part in parts)


def _inspection(file: str, part: Read, home: tuple[Read, str] | None) -> Inspection:
    named = home[0] if home is not None and part.identified is None else part
    facts = part.frames["facts"]
    # The rows of another file of the document say whose this one is; how much it holds, its own say.
    whose = _first(named.frames["documents"], _ROW) if named.identified is not None else {}
    return Inspection(
        file=file,
        verdict=Verdict.PART if home is not None else part.verdict,
        reason=home[1] if home is not None else _reason(part),
        **whose,
        **_first(part.frames["documents"], _COUNTS),
        identified_by=named.identified.by if named.identified is not None else None,
        evidence=tuple(
            {"field": each.field, "text": each.text, "page": each.page} for each in named.evidence
        ),
        contradicted_by=tuple(each.text for each in named.identified.against) if named.identified else (),
        tables=tuple(_tables(part.frames["columns"], facts, part.frames["cells"])),
        unread=tuple({"page": None, "text": "", "reason": line} for line in part.refused),
    )


def _first(frame: pl.DataFrame, columns: Sequence[str]) -> dict[str, Any]:
    """The only row of the documents, nothing where there is none."""
    return frame.select(columns).row(0, named=True) if frame.height else {}


def _reason(part: Read) -> str:
    if part.identified is None:
        return part.notes[0]
    if part.verdict is not Verdict.DISCLOSURE:
        return part.refused[-1]
    said = (f"“{each.text}”（第{each.page}页）" if each.page else f"“{each.text}”" for each in part.evidence)
    return "；".join(dict.fromkeys(said))


def _tables(columns: pl.DataFrame, facts: pl.DataFrame, cells: pl.DataFrame) -> Iterable[dict[str, object]]:
    """What each table was read as."""
    amounts = dict(facts.group_by("table_no").len().rows())
    pages = dict(cells.group_by("table_no").agg(pl.col("page").min()).rows())
    for (number,), its in columns.group_by(["table_no"], maintain_order=True):
        first = its.row(0, named=True)
        read_as = its.drop_nulls("measure").select(pl.format("{} → {}", "heading", "measure"))
        yield {
            "title": first["title"],
            "kind": first["table"],
            "page": pages.get(number),
            "amounts": amounts.get(number, 0),
            "reading": first["reading"],
            "read_as": read_as.to_series().unique(maintain_order=True).to_list(),
        }
