"""Fixtures of the checks: small documents as one collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from yusuan.extract.plain_text import read_transcript
from yusuan.model import schemas
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def collection(tmp_path: Path) -> Callable[..., dict[str, pl.LazyFrame]]:
    """Documents, each given as its text with department and title on top, as the frames of a collection."""

    def read(*texts: str) -> dict[str, pl.LazyFrame]:
        path = tmp_path / "document.txt"
        found = []
        for text in texts:
            path.write_text(text, encoding="utf-8")
            found.append(normalise([read_transcript(path)], tmp_path, []).frames)
        return {name: pl.concat([frames[name] for frames in found]).lazy() for name in schemas.CLEAN}

    return read
