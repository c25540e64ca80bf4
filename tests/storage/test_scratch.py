"""A folder for a piece of work is gone afterwards, also where its process was killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from yusuan.storage import scratch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_gone_when_its_block_ends(temporary: Path):
    with scratch.folder() as place:
        (place / "a").write_text("a")
        assert place.parent == temporary
    assert not place.exists()


def test_what_a_killed_process_left_goes_with_the_next_and_what_is_held_stays(temporary: Path):
    script = "import os\nfrom yusuan.storage import scratch\nwith scratch.folder() as place: os.kill(os.getpid(), 9)"
    given = {"TMPDIR": str(temporary), "PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", script], env=given, check=False)
    (left,) = temporary.glob("yusuan-scratch-*")
    other = temporary / "yusuan-scratch-of-my-own"
    other.mkdir()
    with scratch.folder() as held, scratch.folder() as place:
        assert not left.exists()
        assert held.exists()
        assert place.exists()
    assert other.exists()
