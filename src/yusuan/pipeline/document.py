"""One document through extract and normalise, whole or not at all; what runs in a confined process."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from yusuan.extract.formats import read
from yusuan.extract.raw import RawDocument, TextLine, UnreadableError
from yusuan.extract.sandbox import confined_map
from yusuan.normalise.document import normalise
from yusuan.normalise.identity.identity import identify
from yusuan.normalise.identity.path import claim_of_path
from yusuan.pipeline.sidecar import Sidecar, sidecar_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from yusuan.identities.suite import Identity as Rule
    from yusuan.normalise.identity.identity import Identity
    from yusuan.pipeline.parts import Together

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# To recognise the most scanned pages of one document takes so long on a loaded machine, and so much memory.
_OCR_SECONDS = 1_500.0
_OCR_MEMORY = 2 << 30


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
        identity: None where a part does not say whose it is; then it has no frames, and its note says so.
        paths: the files.
        sha256: of their bytes, joined by "+".
        frames: by the names of `schemas.CLEAN`.
        notes: a line for each thing that a reader should know of.
        refused: a line for each table that was left out, with its reason.
    """

    identity: Identity | None
    paths: tuple[Path, ...]
    sha256: str
    frames: Mapping[str, pl.DataFrame]
    notes: tuple[str, ...]
    refused: tuple[str, ...] = ()


def read_alone(root: Path, identities: Sequence[Rule], path: Path, *, ocr: bool = False) -> Read:
    """Read one file as a document of its own.

    Args:
        root: of the workspace; the paths kept in the clean data are relative to it.
        identities: the suites, which choose between readings of a table.
        path: the file.
        ocr: whether scanned pages are recognised.

    Raises:
        UnreadableError: it is refused.
    """
    sidecar_of(path)
    raw = read(path, ocr=ocr)
    try:
        identity = identify(raw, path=claim_of_path(path)).identity
    except UnreadableError as error:
        return Read(identity=None, paths=(path,), sha256=raw.sha256, frames={}, notes=(str(error),))
    return _normalised(root, identities, [raw], identity)


def read_together(root: Path, identities: Sequence[Rule], plan: Together, *, ocr: bool = False) -> Read:
    """Read several files as one document.

    Args:
        root: of the workspace.
        identities: the suites.
        plan: which of them with their tables, which without.
        ocr: whether scanned pages are recognised.

    Raises:
        UnreadableError: one of them is refused.
    """
    raws = [read(path, ocr=ocr) for path in plan.whole]
    raws += [_without_tables(read(path, ocr=ocr)) for path in plan.prose]
    said = {raw.path: identity for raw in raws if (identity := _identity(raw)) is not None}
    ordered = sorted(raws, key=lambda raw: (raw.path not in said, str(raw.path)))
    return _normalised(root, identities, ordered, said.get(ordered[0].path))


def _identity(raw: RawDocument) -> Identity | None:
    try:
        return identify(raw, path=claim_of_path(raw.path)).identity
    except UnreadableError:
        return None


def _without_tables(raw: RawDocument) -> RawDocument:
    return dataclasses.replace(
        raw, blocks=tuple(block for block in raw.blocks if isinstance(block, TextLine))
    )


def _normalised(
    root: Path, identities: Sequence[Rule], raws: Sequence[RawDocument], identity: Identity | None
) -> Read:
    clean = normalise(raws, root, identities, identity)
    sidecars = [sidecar_of(raw.path) for raw in raws]
    return Read(
        identity=clean.identity,
        paths=tuple(raw.path for raw in raws),
        sha256="+".join(raw.sha256 for raw in raws),
        frames={**clean.frames, "documents": _with_source(clean.frames["documents"], sidecars)},
        notes=tuple(clean.notes),
        refused=tuple(clean.refused),
    )


def _with_source(documents: pl.DataFrame, sidecars: Sequence[Sidecar]) -> pl.DataFrame:
    """What the sidecars say of where the files come from; of several parts, joined by line feeds."""
    values = {
        field: "\n".join(dict.fromkeys(str(value) for each in sidecars if (value := getattr(each, field))))
        for field in ("source", "retrieved", "publisher")
    }
    return documents.with_columns(
        pl.lit(value or None, dtype=pl.String).alias(field) for field, value in values.items()
    )
