"""Fixtures for reading small documents: a text in, its raw form or its clean frames out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.extract.plain_text import read_transcript
from yusuan.identities.suite import Identity, load
from yusuan.normalise.document import CleanDocument, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from yusuan.extract.raw import RawDocument

_FRONT = "甲市民政局\n2024年部门预算\n\n"


@pytest.fixture(scope="session")
def identities(repository: Path) -> list[Identity]:
    """The project's own suites."""
    return load(repository / "expectations")


@pytest.fixture
def transcript(tmp_path: Path) -> Callable[..., RawDocument]:
    """A text as its reader gives it."""

    def read(text: str, name: str = "2024-budget.txt") -> RawDocument:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_transcript(path)

    return read


@pytest.fixture
def clean(
    transcript: Callable[..., RawDocument], identities: Sequence[Identity], tmp_path: Path
) -> Callable[..., CleanDocument]:
    """Tables and prose of 甲市民政局's 2024 budget as clean data; each text is a part."""

    def read(*texts: str, front: str = _FRONT) -> CleanDocument:
        parts = [
            transcript((front if number == 0 else "") + text, f"part{number}.txt")
            for number, text in enumerate(texts)
        ]
        return normalise(parts, tmp_path, identities)

    return read
