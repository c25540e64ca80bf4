"""Three years of two departments, from the figure transcripts in data/raw: read whole, and year against year."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from paths import DISCLOSURES
from yusuan.extract.formats import read
from yusuan.identities import suite
from yusuan.normalise.document import normalise
from yusuan.pipeline.ingest import ingest
from yusuan.pipeline.transcription import transcribe
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

_STREET = "上海市普陀区人民政府万里街道办事处"
_COURT = "江苏省高级人民法院"
_YEARS = {_STREET: (2023, 2024, 2025), _COURT: (2017, 2018, 2019)}
_DOCUMENTS = [f"{department}/{year}-budget" for department, years in _YEARS.items() for year in years]
_PUBLISHED = DISCLOSURES


@pytest.fixture(scope="module")
def years(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The six documents, ingested by the real thing."""
    root = tmp_path_factory.mktemp("years")
    for department in _YEARS:
        shutil.copytree(repository / "data" / "raw" / department, root / "data" / "raw" / department)
    workspace = Workspace(root)
    outcome = ingest(workspace, jobs=2)
    assert outcome.refused == ()
    return workspace


def test_every_table_of_every_year_is_read_and_verified(years: Workspace) -> None:
    documents = years.documents().collect()
    assert sorted(documents["document"]) == sorted(_DOCUMENTS)
    assert documents["unverified_tables"].to_list() == [0] * len(_DOCUMENTS)
    facts = years.facts().collect()
    money = facts.filter(pl.col("table") != "performance_targets")
    assert money["measure"].null_count() == 0
    least = {f"{_COURT}/2017-budget": 202, f"{_COURT}/2018-budget": 208, f"{_COURT}/2019-budget": 216}
    for document in _DOCUMENTS:
        assert facts.filter(pl.col("document") == document).height >= least.get(document, 600)


@pytest.mark.parametrize(
    ("department", "year", "total", "three_public", "operating"),
    [
        (_STREET, 2023, 164_978_640_00, 22_91, 786_09),
        (_STREET, 2024, 156_211_123_00, 47_91, 443_18),
        (_STREET, 2025, 189_767_551_00, 37_91, 464_64),
        (_COURT, 2017, 288_493_800_00, 670_12, 9193_40),
        (_COURT, 2018, 331_721_500_00, 620_75, 3407_38),
        (_COURT, 2019, 371_883_400_00, 513_75, 3580_05),
    ],
)
def test_each_year_has_its_totals(
    years: Workspace, department: str, year: int, total: int, three_public: int, operating: int
) -> None:
    """The whole in 分, the rest in 0.01 万元, as printed."""
    for by, metric, fen in (
        ("total", "overview.total", total),
        ("three_public", "three_public.total", three_public * 10_000),
        ("operating", "operating_costs", operating * 10_000),
    ):
        found = years.variance(department, year, by=by).filter(pl.col("metric") == metric).collect()
        assert found["current_fen"].to_list() == [fen], by


@pytest.mark.parametrize(
    ("department", "year", "change", "said"),
    [
        (_STREET, 2024, -8_767_517_00, -876_75),
        (_STREET, 2025, 33_556_428_00, 3355_65),
        (_COURT, 2018, 43_227_700_00, 4322_77),
        (_COURT, 2019, 40_161_900_00, 4016_19),
    ],
)
def test_the_change_from_the_earlier_document_is_what_the_later_one_says(
    years: Workspace, department: str, year: int, change: int, said: int
) -> None:
    """Said to 0.01 万元, as the difference of two rounded amounts: off by one last digit at most."""
    found = years.variance(department, year).filter(pl.col("metric") == "overview.total").collect()
    assert found.select("change_fen", "base_origin", "base_document").rows() == [
        (change, "disclosed", f"{department}/{year - 1}-budget")
    ]
    wholes = ["income.fiscal_appropriation", "overview.total"]
    statements = years.statements().filter(
        (pl.col("document") == f"{department}/{year}-budget")
        & pl.col("metric").is_in(wholes)
        & pl.col("change_fen").is_not_null()
    )
    (row,) = statements.collect().to_dicts()
    assert (row["change_fen"], row["base_year"]) == (said * 10_000, year - 1)
    assert abs(row["change_fen"] - change) <= 10_000


def test_before_the_first_year_the_base_is_what_the_document_implies(years: Workspace) -> None:
    found = years.variance(_COURT, 2017).filter(pl.col("metric") == "overview.total").collect()
    assert found.select("base_fen", "change_fen", "base_origin").rows() == [
        (270_410_900_00, 18_082_900_00, "restated")
    ]


def test_the_transcripts_hold_no_sentence_and_say_where_they_come_from(
    years: Workspace, repository: Path
) -> None:
    for document in _DOCUMENTS:
        text = (repository / "data" / "raw" / f"{document}.txt").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        assert [line for line in lines if "。" in line or "；" in line] == []
    published = years.documents().select("publisher").unique().collect()["publisher"].to_list()
    assert len(published) == 1
    assert "yusuan transcribe" in published[0]
    assert years.statements().select(pl.col("reason").is_null().all()).collect().item()


@pytest.fixture(scope="module")
def originals() -> Path:
    if not _PUBLISHED.is_dir():
        pytest.skip("the collection of disclosures is not here")
    return _PUBLISHED.resolve()


@pytest.mark.disclosures
@pytest.mark.parametrize("document", _DOCUMENTS)
def test_the_transcripts_are_what_is_read_from_the_published_documents(
    originals: Path, repository: Path, document: str
) -> None:
    published, kept = originals / f"{document}.pdf", repository / "data" / "raw" / f"{document}.txt"
    assert transcribe(published) == kept.read_text(encoding="utf-8")
    identities = suite.load(repository / "expectations")
    first, again = (
        normalise([read(path)], path.parent, identities).frames["facts"].drop("file")
        for path in (published, kept)
    )
    assert again.equals(first)
