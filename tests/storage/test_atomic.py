"""Files and sets of files appear whole or not at all, also when the writer is killed."""

import os
import signal
from pathlib import Path

import pytest

from yusuan.storage import atomic as files


def _set(generation):
    return {f"{name}.txt": lambda path: path.write_text(generation) for name in "abc"}


def _commit(folder, generation, remove=()):
    with files.locked(folder):
        files.commit(folder, _set(generation), remove)


def _content(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith(".")}


def test_a_file_is_replaced_whole_and_leaves_no_trace(tmp_path):
    files.write(tmp_path / "new" / "a.txt", b"1")
    files.write(tmp_path / "new" / "a.txt", b"2")
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {"a.txt": b"2"}


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    files.write(tmp_path / "a.txt", b"old")

    def full(_path, _content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        files.write(tmp_path / "a.txt", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


def test_what_a_killed_writer_left_beside_its_file_is_swept_away(tmp_path):
    child = os.fork()
    if child == 0:
        _kill_before(0, "replace")
        files.write(tmp_path / "new" / "a.txt", b"1")
        os._exit(0)
    os.waitpid(child, 0)
    files.write(tmp_path / "new" / "b.txt", b"1")
    files.sweep(tmp_path)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["b.txt"]


def test_a_set_replaces_the_old_one_and_takes_away_what_belongs_to_it(tmp_path):
    (tmp_path / "findings.txt").write_text("of the old")
    (tmp_path / "mine.txt").write_text("kept")
    _commit(tmp_path, "1", remove=["findings.txt", "never there.txt"])
    assert _content(tmp_path) == {"a.txt": "1", "b.txt": "1", "c.txt": "1", "mine.txt": "kept"}


def test_a_writer_that_fails_leaves_the_old_set_and_no_trace(tmp_path):
    _commit(tmp_path, "1")

    def fails(path):
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with files.locked(tmp_path), pytest.raises(OSError, match="No space"):
        files.commit(tmp_path, _set("2") | {"b.txt": fails})
    assert _content(tmp_path) == {"a.txt": "1", "b.txt": "1", "c.txt": "1"}
    assert not (tmp_path / ".incoming").exists()


@pytest.mark.parametrize("deaths", range(9))
def test_a_writer_killed_at_any_rename_leaves_one_generation(tmp_path, deaths):
    (tmp_path / "findings.txt").write_text("of 1")
    _commit(tmp_path, "1")
    child = os.fork()
    if child == 0:
        _kill_before(deaths, "replace", "unlink")
        _commit(tmp_path, "2", remove=["findings.txt"])
        os._exit(0)
    os.waitpid(child, 0)
    files.settle(tmp_path)
    seen = _content(tmp_path)
    old = {"a.txt": "1", "b.txt": "1", "c.txt": "1", "findings.txt": "of 1"}
    assert seen in (old, {"a.txt": "2", "b.txt": "2", "c.txt": "2"})
    _commit(tmp_path, "3")
    assert _content(tmp_path) | {"findings.txt": ""} == dict.fromkeys(["a.txt", "b.txt", "c.txt"], "3") | {
        "findings.txt": ""
    }


def _kill_before(calls, *names):
    """Have this process killed at its next call but `calls` of these methods of paths."""
    left = [calls]

    def counted(method):
        def run(*args, **kwargs):
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return method(*args, **kwargs)

        return run

    for name in names:
        setattr(Path, name, counted(getattr(Path, name)))


def test_what_an_interrupted_writer_staged_is_swept_away(tmp_path):
    (tmp_path / ".incoming").mkdir()
    (tmp_path / ".incoming" / "a.txt").write_text("half")
    files.settle(tmp_path)
    _commit(tmp_path, "1")
    assert _content(tmp_path)["a.txt"] == "1"


def test_a_second_writer_waits_for_the_first(tmp_path):
    with files.locked(tmp_path):
        child = os.fork()
        if child == 0:
            _commit(tmp_path, "late")
            os._exit(0)
        assert os.waitpid(child, os.WNOHANG) == (0, 0)
        files.commit(tmp_path, _set("early"))
    os.waitpid(child, 0)
    assert _content(tmp_path)["a.txt"] == "late"
