"""Errors planted in the sample document: whatever an identity covers is found, and the wrong amount is named."""

from __future__ import annotations

import random
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from yusuan.checks.run import check
from yusuan.extract.plain_text import read_transcript
from yusuan.identities.suite import Identity, load
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_SAMPLE = "吉林省社会保险事业管理局/2024-budget.txt"
# More than any rounding of the sample reaches: its prose says one sum in whole 万元.
_OFF = 1_370_000
_ROWS = 20
_AT_ONCE = 80
_EQUALITIES = 40
# Of 321 amounts that are off all are named, 319 of them to the last digit.
_EXACTLY_NAMED = 0.99


class Document(NamedTuple):
    """The sample as it stands, what its identities are made of, and how a text like it is read."""

    text: str
    frames: Mapping[str, pl.DataFrame]
    identities: list[Identity]
    equations: list[Any]
    read: Callable[[str], Mapping[str, pl.DataFrame]]

    def __repr__(self) -> str:
        return "the sample"


@pytest.fixture(scope="module")
def planting(repository: Path) -> Any:
    """The benchmark over a folder of documents: what it plants, and how it tells what is covered and found."""
    spec = spec_from_file_location("planted", repository / "benchmarks" / "planted.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def document(repository: Path, tmp_path_factory: pytest.TempPathFactory, planting: Any) -> Document:
    identities = load(repository / "expectations")
    path = tmp_path_factory.mktemp("planted") / "2024-budget.txt"

    def read(text: str) -> Mapping[str, pl.DataFrame]:
        path.write_text(text, encoding="utf-8")
        return normalise([read_transcript(path)], path.parent, identities).frames

    text = (repository / "data" / "raw" / _SAMPLE).read_text(encoding="utf-8")
    frames = read(text)
    return Document(text, frames, identities, planting.equations(frames, identities), read)


def _unheard(planting: Any, document: Document, planted: Sequence[Any]) -> list[tuple[Any, list[object]]]:
    """Errors, with the identities that by arithmetic alone do not hold any more and do not say so."""
    frames = {name: document.frames[name] for name in planting.OF_AMOUNTS}
    found = planting.found(planting.with_errors(frames, planted), planting.on_amounts(document.identities))
    unheard = []
    for number, error in enumerate(planted, start=1):
        new = found[str(number)].keys - found["0"].keys
        silent = [one.key for one in planting.covering(document.equations, error) if one.key not in new]
        if silent:
            unheard.append((error, silent))
    return unheard


# Errors stand apart from each other: there is nothing to shrink.
@settings(max_examples=3, phases=(Phase.generate,))
@given(seeds=st.lists(st.integers(0, 2**32), min_size=_AT_ONCE, max_size=_AT_ONCE + 20, unique=True))
def test_law_whatever_an_identity_covers_is_found(
    planting: Any, document: Document, seeds: list[int]
) -> None:
    """Amounts off, digits swapped, signs lost, other units, columns swapped: a document of its own for each."""
    cells, pairs = planting.printed_cells(document.frames), list(planting.swaps(document.frames))
    drawn = [planting.error_of(cells, pairs, random.Random(seed)) for seed in seeds]
    assert _unheard(planting, document, [error for error in drawn if error is not None]) == []


def _one_of(planting: Any, document: Document, kind: str) -> tuple[Any, list[Any]]:
    """An error of a kind, and the identities that it breaks."""
    cells, pairs = planting.printed_cells(document.frames), list(planting.swaps(document.frames))
    for seed in range(1_000):
        error = planting.error_of(cells, pairs, random.Random(seed))
        if error is not None and error.kind == kind and (by := planting.covering(document.equations, error)):
            return error, by
    raise LookupError(kind)


@pytest.mark.parametrize("kind", ["amount", "digits", "sign", "unit", "columns"])
def test_an_error_of_each_kind_is_found_by_the_entries_that_cover_it_and_by_no_other(
    planting: Any, document: Document, kind: str
) -> None:
    """With these entries left out of the suites nothing says a word: the JSON is what runs."""
    error, by = _one_of(planting, document, kind)
    frames = {name: document.frames[name] for name in planting.OF_AMOUNTS}
    entries = planting.on_amounts(document.identities)
    names = {one.key[0] for one in by}
    others = [one for one in entries if one.formula.identity not in names]
    for used, heard in ((entries, True), (others, False)):
        found = planting.found(planting.with_errors(frames, [error]), used)
        assert bool(found["1"].keys - found["0"].keys) is heard


@pytest.mark.parametrize("beyond", [0, 1], ids=["as far as rounding reaches", "a 分 further"])
def test_rounding_is_no_finding_and_what_is_beyond_it_is_one(
    planting: Any, document: Document, beyond: int
) -> None:
    """One amount of an equality, moved until the difference is half of what its amounts are rounded to, or more."""
    sums = [
        one
        for one in document.equations
        if one.relation == "=" and one.key[1] != "text" and not one.conditions and one.holds()
    ]
    moved = []
    for one in sums[:: len(sums) // _EQUALITIES]:
        place, weight = next(iter(one.weights.items()))
        off = weight * (one.tolerance + beyond - one.difference({}))
        moved.append((one, planting.Error("amount", {place: one.printed[place] + off})))
    frames = {name: document.frames[name] for name in planting.OF_AMOUNTS}
    found = planting.found(
        planting.with_errors(frames, [error for _, error in moved]), planting.on_amounts(document.identities)
    )
    said = [one.key in found[str(number)].keys for number, (one, _) in enumerate(moved, start=1)]
    assert len(said) >= _EQUALITIES
    assert said == [bool(beyond)] * len(said)


def test_no_amount_of_a_table_is_without_an_identity(planting: Any, document: Document) -> None:
    assert planting.uncovered(document.frames, document.equations) == []


class Off(NamedTuple):
    """An amount that is off: where, what is right, what covers it, and what the suites then say."""

    place: Any
    right: int
    covering: list[Any]
    new: list[dict[str, Any]]


@pytest.fixture(scope="module")
def amounts_off(planting: Any, document: Document) -> list[Off]:
    """Every amount off by 1.37 in a document of its own."""
    right = planting.amounts_of(document.frames)
    planted = [planting.Error("amount", {place: fen + _OFF}) for place, fen in right.items()]
    frames = {name: document.frames[name] for name in planting.OF_AMOUNTS}
    found = planting.found(planting.with_errors(frames, planted), planting.on_amounts(document.identities))
    return [
        Off(place, fen, planting.covering(document.equations, error), found[str(number)].beyond(found["0"]))
        for number, (error, (place, fen)) in enumerate(zip(planted, right.items(), strict=True), start=1)
    ]


def test_one_wrong_amount_is_one_finding_that_names_it(planting: Any, amounts_off: list[Off]) -> None:
    """Each is part of two equalities or more, and what these say together points at one cell."""
    assert [one.place for one in amounts_off if sum(by.relation == "=" for by in one.covering) < 2] == []
    assert [one.place for one in amounts_off if len(one.new) != 1] == []
    assert [one.place for one in amounts_off if not planting.named_at(one.place, one.new)] == []
    assert {len(one.new[0]["repairs"]) for one in amounts_off} == {1}


def test_the_amount_that_is_named_as_right_is_what_was_printed(planting: Any, amounts_off: list[Off]) -> None:
    """To the last digit for most; elsewhere the sum that would tell is itself off by what it was rounded to."""
    named = [(one, *planting.named_at(one.place, one.new)) for one in amounts_off]
    assert all(abs(should - one.right) <= max(by.tolerance for by in one.covering) for one, should in named)
    assert sum(should == one.right for one, should in named) >= _EXACTLY_NAMED * len(named)


# --- through the text ---------------------------------------------------------------------------------


class LeftOut(NamedTuple):
    """A row left out of the text: what was printed there, what covers it, and what the suites then say."""

    error: Any
    covering: list[Any]
    new: list[dict[str, Any]]


def _without(document: Document, row: int) -> dict[str, pl.DataFrame]:
    """The text without a line, read again, its lines counted as they were."""
    lines = document.text.split("\n")
    frames = document.read("\n".join(lines[: row - 1] + lines[row:]))
    below = pl.col("row") + (pl.col("row") >= row)
    return {
        name: frame.with_columns(row=below) if "row" in frame.columns else frame
        for name, frame in frames.items()
    }


@pytest.fixture(scope="module")
def rows_left_out(planting: Any, document: Document) -> list[LeftOut]:
    """Rows of all tables, evenly, each left out of a text of its own."""
    facts = document.frames["facts"].sort("row", "column")
    rows = facts["row"].unique(maintain_order=True)
    rows = rows.gather_every(len(rows) // _ROWS).to_list()[:_ROWS]
    copies = [document.frames, *(_without(document, row) for row in rows)]
    found = planting.found(planting.stacked(copies), document.identities)
    left_out = []
    for number, row in enumerate(rows, start=1):
        printed = facts.filter(pl.col("row") == row).to_dicts()
        error = planting.Error("row", {planting.place_of(fact): 0 for fact in printed})
        covering = planting.covering_row(document.equations, error, document.frames["lines"])
        left_out.append(LeftOut(error, covering, found[str(number)].beyond(found["0"])))
    return left_out


def test_a_row_left_out_of_the_text_is_found_where_others_add_it_up(rows_left_out: list[LeftOut]) -> None:
    covered = [one for one in rows_left_out if one.covering]
    assert len(covered) >= _ROWS // 2
    assert [one.error for one in covered if not one.new] == []


# --- the run of the suites ----------------------------------------------------------------------------


def test_the_run_of_the_suites_says_what_their_evidence_says(
    planting: Any, document: Document, repository: Path
) -> None:
    planted = planting.errors(document.frames, 5, random.Random(1))
    frames = planting.with_errors(document.frames, planted)
    of_evidence = planting.found(frames, document.identities)
    findings = check(frames, repository / "expectations").findings
    said = findings.filter(pl.col("status").is_in(["broken", "question"]))
    for number in range(len(planted) + 1):
        of_document = said.filter(pl.col("document") == str(number)).to_dicts()
        keys = [key for one in of_document for key in planting.keys_of(one)]
        assert sorted(map(str, keys)) == sorted(map(str, of_evidence[str(number)].keys.elements()))
