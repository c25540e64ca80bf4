"""A run knows what its results were made from, by content."""

import pytest

from yusuan.pipeline import state
from yusuan.workspace.workspace import Workspace


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


def test_reading_scans_makes_other_clean_data(workspace):
    assert state.ingest_key(workspace, ocr=True) != state.ingest_key(workspace)


def test_by_products_do_not_count(workspace):
    before = state.ingest_key(workspace)
    (workspace.expectations / "__pycache__").mkdir()
    (workspace.expectations / "__pycache__" / "a.pyc").touch()
    assert state.ingest_key(workspace) == before


def test_a_check_depends_on_the_waivers_and_on_which_of_them_expired_a_reading_on_neither(
    workspace, monkeypatch
):
    def keys(day):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(day * 86_400))
        return state.ingest_key(workspace), state.check_key(workspace), state.report_key(workspace, ["sha"])

    (workspace.expectations / "waivers.toml").write_text("# none\n")
    none = keys(0)
    waiver = (
        '[[waiver]]\ndocument = "a"\nidentity = "b"\nreason = "c"\ndecided_by = "d"\nuntil = 1970-01-0{}\n'
    )
    (workspace.expectations / "waivers.toml").write_text(waiver.format(2) + waiver.format(4))
    days = [keys(day) for day in range(5)]  # from 1 January 1970
    assert {key for key, _, _ in [none, *days]} == {none[0]}
    for first, *of_day in (list(zip(none, *days, strict=True))[step] for step in (1, 2)):
        assert first != of_day[0] == of_day[1] != of_day[2] == of_day[3] != of_day[4] != of_day[0]
