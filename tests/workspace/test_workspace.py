"""A workspace is found from inside, and says what to do where something has not been made."""

import polars as pl
import pytest

import yusuan
from yusuan.model import schemas
from yusuan.workspace.folders import WorkspaceError
from yusuan.workspace.workspace import Workspace


def test_it_is_found_from_a_folder_inside(small):
    inside = small.root / "notebooks" / "deep"
    inside.mkdir(parents=True)
    assert yusuan.open(inside).root == small.root.resolve()


def test_there_is_none_where_no_data_is(tmp_path):
    with pytest.raises(WorkspaceError, match="no workspace here"):
        yusuan.open(tmp_path)


@pytest.mark.parametrize("name", list(schemas.CLEAN))
def test_every_frame_is_lazy_and_has_its_schema(small, name):
    frame = small.frame(name)
    assert isinstance(frame, pl.LazyFrame)
    assert frame.collect_schema() == schemas.CLEAN[name].create_empty().schema
    assert getattr(small, name)().collect().equals(frame.collect())


def test_what_has_not_been_made_says_which_command_makes_it(small, tmp_path):
    with pytest.raises(WorkspaceError, match="yusuan check"):
        small.findings()
    with pytest.raises(WorkspaceError, match="yusuan check"):
        small.untested()
    with pytest.raises(WorkspaceError, match="yusuan ingest"):
        Workspace(tmp_path / "elsewhere").facts()


def test_reading_finishes_what_a_killed_writer_had_committed(small):
    incoming = small.clean / ".incoming"
    incoming.mkdir()
    small.terms().collect().clear().write_parquet(incoming / "terms.parquet")
    (incoming / "commit.json").write_text('{"put": ["terms.parquet"], "remove": ["documents.parquet"]}')
    assert small.terms().collect().is_empty()
    assert not small.has("documents")
    assert not incoming.exists()


def test_suites_and_notebooks_are_the_folders_own_or_those_that_come_with_yusuan(small, repository):
    assert small.expectations == repository / "expectations"
    (small.root / "expectations").mkdir()
    assert small.expectations == small.root / "expectations"
    assert small.notebooks == repository / "notebooks"
    assert small.reports == small.root / "reports"


def test_the_clean_data_may_be_elsewhere(small, tmp_path):
    assert Workspace(tmp_path / "x", small.clean).documents().collect().height == 2
