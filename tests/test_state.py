"""A run knows what its results were made from, by content."""

import pytest

from yusuan import state
from yusuan.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    for name in ("data/raw", "data/clean", "expectations", "notebooks"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.txt").write_text("1")
    return Workspace(tmp_path)


def test_a_state_comes_back(workspace):
    kept = state.State(
        ingest="1",
        sources={"甲": ["a.txt"]},
        refused=["乙"],
        check="2",
        reports={"甲/2024-budget": state.Made("3", ["甲"])},
    )
    kept.dump(workspace.clean / "state.json")
    assert state.State.load(workspace.clean) == kept


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"ingest": 1}', "\x00", '{"reports": {"a": {}}}'])
def test_a_state_that_cannot_be_understood_is_as_none(workspace, text):
    (workspace.clean / "state.json").write_text(text)
    assert state.State.load(workspace.clean) == state.State()


def test_the_keys_follow_content_and_name_not_time(workspace):
    before = state.ingest_key(workspace)
    (workspace.raw / "a.txt").write_text("1")
    assert state.ingest_key(workspace) == before
    (workspace.raw / "a.txt").rename(workspace.raw / "b.txt")
    renamed = state.ingest_key(workspace)
    (workspace.raw / "b.txt").write_text("2")
    assert len({before, renamed, state.ingest_key(workspace)}) == 3


def test_each_step_depends_on_what_it_reads(workspace):
    def keys():
        return state.ingest_key(workspace), state.check_key(workspace), state.report_key(workspace, ["sha"])

    before = keys()
    (workspace.raw / "a.toml").write_text("")
    with_sidecar = keys()
    assert [a != b for a, b in zip(before, with_sidecar, strict=True)] == [True, False, False]
    (workspace.notebooks / "n.ipynb").write_text("{}")
    with_notebook = keys()
    assert [a != b for a, b in zip(with_sidecar, with_notebook, strict=True)] == [False, False, True]
    (workspace.expectations / "s.json").write_text("{}")
    assert [a != b for a, b in zip(with_notebook, keys(), strict=True)] == [True, True, True]


def test_by_products_do_not_count(workspace):
    before = state.ingest_key(workspace)
    (workspace.expectations / "__pycache__").mkdir()
    (workspace.expectations / "__pycache__" / "a.pyc").touch()
    assert state.ingest_key(workspace) == before
