"""One document through extract and normalise, whole or not at all; what runs in a confined process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from yusuan.extract.formats import read
from yusuan.extract.raw import RawDocument, TextLine, UnreadableError
from yusuan.extract.refusal import refusal
from yusuan.extract.sandbox import confined_map
from yusuan.model.schemas import CLEAN
from yusuan.model.vocabulary import Scope, Verdict
from yusuan.normalise.document import normalise
from yusuan.normalise.identity.identity import Identified, Identity, RefusedError, identify, link_refusal
from yusuan.normalise.identity.path import claim_of_path
from yusuan.normalise.identity.sections import documents_in
from yusuan.normalise.identity.version import Version, version_of
from yusuan.normalise.identity.words import claim_of_words, latest_year
from yusuan.pipeline.sidecar import Sidecar, sidecar_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from yusuan.identities.suite import Identity as Rule
    from yusuan.normalise.identity.claim import Evidence
    from yusuan.pipeline.parts import Plan

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# To recognise the most scanned pages of one document takes so long on a loaded machine, and so much memory.
_OCR_SECONDS = 1_500.0
_OCR_MEMORY = 2 << 30
_NOTHING_TOLD = Sidecar()


def confined(
    function: Callable[[_Item], _Result], items: Iterable[_Item], jobs: int = 1, *, ocr: bool = False
) -> Iterator[tuple[_Item, _Result | UnreadableError]]:
    """Apply a function that reads to each item in confined processes, as `confined_map` does.

    Args:
        function: importable by name.
        items: what it reads.
        jobs: processes at a time.
        ocr: whether it recognises scanned pages, for which it gets more time and memory.
    """
    if ocr:
        return confined_map(function, items, jobs=jobs, seconds=_OCR_SECONDS, memory_bytes=_OCR_MEMORY)
    return confined_map(function, items, jobs=jobs)


@dataclass(frozen=True)
class Read:
    """A document, or a part of one, as read.

    Attributes:
        identified: None where a file does not say whose it is; then its note is the refusal.
        paths: the files, those set aside behind the others.
        sha256: of the bytes of those that count, joined by "+".
        frames: by the names of `schemas.CLEAN`.
        notes: a line for each thing that a reader should know of.
        refused: a line for each table that was left out, with its reason.
        sidecars: one a file, with what the user said in place of what it says.
        version: whether it corrects another, and its day.
        verdict: what the file was taken for.
        evidence: the words that say so.
        raw: of a file that can be a part (tables without text, or text without tables) what its reader gave, so
            that it is not read again when its document is put together.
    """

    identified: Identified | None
    paths: tuple[Path, ...]
    sha256: str
    frames: Mapping[str, pl.DataFrame]
    notes: tuple[str, ...]
    refused: tuple[str, ...] = ()
    sidecars: tuple[Sidecar, ...] = ()
    version: Version = field(default_factory=Version)
    verdict: Verdict = Verdict.DISCLOSURE
    evidence: tuple[Evidence, ...] = ()
    raw: RawDocument | None = None

    @property
    def identity(self) -> Identity | None:
        """Which disclosure it is of, if it says so."""
        return self.identified.identity if self.identified is not None else None


def read_alone(
    root: Path, identities: Sequence[Rule], path: Path, *, told: Sidecar = _NOTHING_TOLD, ocr: bool = False
) -> tuple[Read, ...]:
    """Read one file: its sidecar, its content and whose it is, each once.

    Args:
        root: of the workspace; the paths kept in the clean data are relative to it.
        identities: the suites, which choose between readings of a table.
        path: the file.
        told: what the user said of it.
        ocr: whether scanned pages are recognised.

    Returns:
        The documents in it; most files hold one.

    Raises:
        UnreadableError: it is refused.
    """
    sidecar = sidecar_of(path).under(told)
    raw = read(path, ocr=ocr)
    return tuple(_read_one(root, identities, one, sidecar) for one in documents_in(raw))


def _read_one(root: Path, identities: Sequence[Rule], raw: RawDocument, sidecar: Sidecar) -> Read:
    try:
        identified = identify(raw, sidecar.claim, claim_of_path(raw.path))
    except RefusedError as error:
        return _nameless(root, identities, raw, sidecar, error)
    return _normalised(root, identities, [raw], identified, [sidecar])


def _nameless(
    root: Path, identities: Sequence[Rule], raw: RawDocument, sidecar: Sidecar, error: RefusedError
) -> Read:
    """A file that is no document by itself; its tables are read as of nobody, so that a text may claim them."""
    frames: Mapping[str, pl.DataFrame] = {name: schema.create_empty() for name, schema in CLEAN.items()}
    words = claim_of_words(raw)
    year = words.fiscal_year or claim_of_path(raw.path).fiscal_year or latest_year(raw)
    is_part = error.verdict is Verdict.OTHER and words.phase is not None and year is not None
    if is_part and words.phase is not None and year is not None:
        nobody = Identity("", Scope.DEPARTMENT, year, words.phase)
        frames = normalise([raw], root, identities, nobody, sidecar.unit).frames
    return Read(
        identified=None,
        paths=(raw.path,),
        sha256=raw.sha256,
        frames=frames,
        notes=(str(error),),
        sidecars=(sidecar,),
        verdict=error.verdict,
        evidence=error.evidence,
        raw=raw if is_part else None,
    )


def read_together(root: Path, identities: Sequence[Rule], plan: Plan[Read], *, ocr: bool = False) -> Read:
    """Read several files as one document.

    Args:
        root: of the workspace.
        identities: the suites.
        plan: which of them with their tables, which without; a file is read again only where it is no mere part.
        ocr: whether scanned pages are recognised.

    Raises:
        UnreadableError: one of them is refused.
    """
    first = next(part for part in (*plan.whole, *plan.prose) if part.identified is not None)
    assert first.identified is not None  # a group has a file that says whose it is
    parts = [(part, part.raw or read(part.paths[0], ocr=ocr)) for part in plan.whole]
    parts += [(part, _without_tables(part.raw or read(part.paths[0], ocr=ocr))) for part in plan.prose]
    parts.sort(key=lambda part: (part[0].identified is None, str(part[0].paths[0])))
    return _normalised(
        root,
        identities,
        [raw for _, raw in parts],
        first.identified,
        [sidecar for part, _ in parts for sidecar in part.sidecars],
    )


def _without_tables(raw: RawDocument) -> RawDocument:
    return replace(raw, blocks=tuple(block for block in raw.blocks if isinstance(block, TextLine)))


def _normalised(
    root: Path,
    identities: Sequence[Rule],
    raws: Sequence[RawDocument],
    identified: Identified,
    sidecars: Sequence[Sidecar],
) -> Read:
    unit = next((sidecar.unit for sidecar in sidecars if sidecar.unit is not None), None)
    clean = normalise(raws, root, identities, identified.identity, unit)
    frames = clean.frames
    whole = frames["facts"].height > 0 and frames["statements"].height > 0
    read_as = Read(
        identified=identified,
        paths=tuple(raw.path for raw in raws),
        sha256="+".join(raw.sha256 for raw in raws),
        frames={**frames, "documents": _with_origin(frames["documents"], identified, sidecars)},
        notes=(*clean.notes, *_contradictions(raws[0].path, identified)),
        refused=tuple(clean.refused),
        sidecars=tuple(sidecars),
        version=max(map(version_of, raws), key=lambda version: version.corrected),
        evidence=identified.evidence,
        raw=raws[0] if len(raws) == 1 and not whole else None,
    )
    return read_as if frames["facts"].height or len(raws) > 1 else _without_amounts(raws[0], read_as)


def _without_amounts(raw: RawDocument, document: Read) -> Read:
    """A document without tables, with a line that says why, where it shows that: it links to them, or pictures them."""
    link = link_refusal(raw) if not document.frames["statements"].height else None
    if link is not None:
        return replace(
            document,
            verdict=link.verdict,
            evidence=link.evidence,
            refused=(*document.refused, str(link)),
        )
    if raw.pictures:
        why = f"没有读到表格；网页中有 {raw.pictures} 张图片，其中的表格没有读"
        line = str(refusal(raw.path, why, "its tables are pictures, which are not read"))
        return replace(document, refused=(*document.refused, line))
    return document


def _contradictions(path: Path, identified: Identified) -> Iterator[str]:
    """What the user or the path says otherwise; names of folders are many bodies' and are no such word."""
    for each in identified.against:
        if (each.field, each.source) != ("department", "path"):
            yield f"{path.name}：{each.text}；以前者为准 (contradicted)"


def _with_origin(
    documents: pl.DataFrame, identified: Identified, sidecars: Sequence[Sidecar]
) -> pl.DataFrame:
    """What identified the document, and where its files come from; of several parts, joined by line feeds."""
    values = {
        field: "\n".join(dict.fromkeys(str(value) for each in sidecars if (value := getattr(each, field))))
        for field in ("source", "retrieved", "publisher")
    }
    values["contradicted_by"] = "\n".join(each.text for each in identified.against)
    return documents.with_columns(
        pl.lit(identified.by).cast(documents.schema["identified_by"]).alias("identified_by"),
        *(pl.lit(value or None, dtype=pl.String).alias(field) for field, value in values.items()),
    )
