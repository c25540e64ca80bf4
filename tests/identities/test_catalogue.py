"""The house's suites on documents in which everything holds, and with one amount of them misprinted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from paths import REPOSITORY
from yusuan.extract.plain_text import read_transcript
from yusuan.identities.entries import CellsAgree, LinesAddUp, RowsAddUp, TextAgrees
from yusuan.identities.formulas.residuals import closes, residuals
from yusuan.identities.suite import load
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Formula = CellsAgree | LinesAddUp | RowsAddUp | TextAgrees
    Frames = dict[str, pl.LazyFrame]

_HERE = Path(__file__).parent / "catalogue"
_FORMULAS: dict[str, Formula] = {
    one.formula.identity: one.formula
    for one in load(REPOSITORY / "expectations")
    if isinstance(one.formula, (CellsAgree, LinesAddUp, RowsAddUp, TextAgrees))
}
_FEN = 1_000_000
# More than any amount of these documents.
_MUCH = 10_000 * _FEN
# One misprint breaks its conditions, so that it is not tested; two can leave them whole.
_OF_TWO = {"summary=fiscal.general_public"}

# What the prose of each document would say, in 万元: metric, code, amount.
_SAID: dict[str, list[tuple[str, str | None, float]]] = {
    "plain": [
        ("overview.total", None, 1025),
        ("income.total", None, 1025),
        ("income.current_year", None, 1025),
        *(
            (f"income.{time}{fund}", None, amount)
            for time in ("", "current_year.")
            for fund, amount in [
                ("fiscal_appropriation", 990),
                ("general_public", 900),
                ("government_fund", 60),
                ("state_capital", 30),
                ("special_account", 10),
                ("unit_funds", 25),
                ("unit_funds.business", 8),
                ("unit_funds.operation", 6),
                ("unit_funds.superior", 4),
                ("unit_funds.affiliate", 2),
                ("unit_funds.other", 5),
            ]
        ),
        ("expenditure.total", None, 1025),
        ("expenditure.current_year", None, 1025),
        ("expenditure.basic", None, 709),
        ("expenditure.project", None, 295),
        ("expenditure.business_operation", None, 6),
        ("expenditure.remitted_to_superior", None, 7),
        ("expenditure.subsidy_to_affiliates", None, 4),
        ("expenditure.reserve", None, 4),
        ("expenditure.line", "201", 735),
        ("expenditure.line", "20805", 115),
        ("expenditure.fiscal_appropriation", None, 990),
        ("fiscal.total", None, 990),
        ("fiscal.income", None, 990),
        ("fiscal.expenditure", None, 990),
        ("fiscal.line", "201", 700),
        ("fiscal.line", "2120801", 60),
        ("fiscal.basic", None, 700),
        ("fiscal.basic.personnel", None, 580),
        ("fiscal.basic.operating", None, 120),
        ("fiscal.project", None, 200),
        *(
            (metric, None, amount)
            for fund, amount in [("general_public", 900), ("government_fund", 60), ("state_capital", 30)]
            for metric in (
                f"expenditure.{fund}",
                f"fiscal.income.{fund}",
                f"fiscal.expenditure.{fund}",
                f"{fund}.total",
            )
        ),
        ("government_fund.income", None, 60),
        ("state_capital.income", None, 30),
        ("government_fund.line", "21208", 60),
        ("general_public.basic", None, 700),
        ("general_public.basic.personnel", None, 580),
        ("general_public.basic.operating", None, 120),
        ("general_public.project", None, 200),
        ("general_public.line", "20805", 115),
        ("general_public.basic.line", "20101", 500),
        ("general_public.basic.personnel.line", "2010101", 380),
        ("general_public.basic.operating.line", "2010101", 120),
        ("general_public.project.line", "2010102", 200),
        ("general_public.economic", "302", 290),
        ("basic.total", None, 700),
        ("basic.personnel", None, 580),
        ("basic.operating", None, 120),
        ("three_public.total", None, 59),
        ("three_public.overseas", None, 4),
        ("three_public.reception", None, 8),
        ("three_public.vehicles", None, 47),
        ("three_public.vehicle_purchase", None, 30),
        ("three_public.vehicle_operation", None, 17),
        ("conference", None, 6),
        ("training", None, 8),
        ("operating_costs", None, 120),
        ("procurement.total", None, 80),
        ("procurement.general_public", None, 60),
        ("outsourcing.total", None, 150),
        ("projects.total", None, 295),
        ("performance.amount", None, 200),
    ],
    "years": [
        ("overview.current_year", None, 109),
        ("overview.carryover", None, 12),
        ("income.carryover", None, 12),
        ("income.carryover.fiscal_appropriation", None, 10),
        ("income.carryover.general_public", None, 8),
        ("income.carryover.government_fund", None, 1),
        ("income.carryover.state_capital", None, 1),
        ("income.carryover.special_account", None, 1),
        ("income.carryover.unit_funds", None, 1),
        ("fiscal.current_year", None, 100),
        ("fiscal.carryover", None, 10),
        ("projects.current_year", None, 53),
        ("projects.carryover", None, 7),
    ],
    "carried": [
        ("basic.personnel", None, 26),
        ("fiscal.basic.personnel", None, 26),
        ("expenditure.basic.personnel", None, 26),
        ("expenditure.basic.operating", None, 4),
    ],
    "final": [
        ("income.total", None, 145),
        ("expenditure.total", None, 145),
        ("expenditure.carryover_out", None, 12),
        ("fiscal.income", None, 130),
        ("fiscal.expenditure", None, 125),
        ("three_public.total.budget", None, 10),
        ("three_public.overseas.budget", None, 1),
        ("three_public.reception.budget", None, 2),
        ("three_public.vehicles.budget", None, 7),
        ("three_public.vehicle_purchase.budget", None, 4),
        ("three_public.vehicle_operation.budget", None, 3),
    ],
}


def _read(path: Path) -> dict[str, pl.DataFrame]:
    frames = normalise([read_transcript(path)], path.parent, []).frames
    frames = {name: _renamed(frame, path.stem) for name, frame in frames.items()}
    return {**frames, "statements": _statements(frames, _SAID.get(path.stem, []))}


def _renamed(frame: pl.DataFrame, document: str) -> pl.DataFrame:
    return frame.with_columns(document=pl.lit(document))


def _statements(
    frames: Mapping[str, pl.DataFrame], said: Sequence[tuple[str, str | None, float]]
) -> pl.DataFrame:
    """Statements on a page of their own, a line each."""
    of_document = frames["documents"].select("document", "department", "scope", "fiscal_year", "phase")
    rows = [
        {
            **of_document.to_dicts()[0],
            "statement_no": number,
            "section": "",
            "metric": metric,
            "line": metric,
            "code": code,
            "amount_fen": int(amount * _FEN),
            "quantum_fen": 10_000,
            "printed": "",
            "page": 99,
            "row": number,
        }
        for number, (metric, code, amount) in enumerate(said, start=1)
    ]
    schema = frames["statements"].schema
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _together(documents: Sequence[Mapping[str, pl.DataFrame]]) -> Frames:
    return {name: pl.concat([frames[name] for frames in documents]).lazy() for name in documents[0]}


@pytest.fixture(scope="module")
def right() -> dict[str, dict[str, pl.DataFrame]]:
    """Documents in which everything holds, by name."""
    return {path.stem: _read(path) for path in sorted(_HERE.glob("*.txt"))}


@pytest.fixture(scope="module")
def found(right: dict[str, dict[str, pl.DataFrame]]) -> pl.DataFrame:
    """Every residual of the right documents."""
    return closes(residuals(_together(list(right.values())), list(_FORMULAS.values()))).collect()


def test_every_identity_of_the_house_holds_on_right_documents(found: pl.DataFrame) -> None:
    off = found.filter(pl.col("outcome") != "exact")
    assert off.select("document", "identity", "line", "measure", "difference_fen").rows() == []


def test_every_identity_of_the_house_is_tested_on_some_amount(found: pl.DataFrame) -> None:
    assert set(_FORMULAS) - set(found.filter(pl.col("actual_fen") != 0)["identity"]) == set()


@pytest.mark.parametrize("identity", sorted(set(_FORMULAS) - _OF_TWO))
def test_an_identity_of_the_house_finds_a_misprinted_amount(
    right: dict[str, dict[str, pl.DataFrame]], found: pl.DataFrame, identity: str
) -> None:
    tested = found.filter(pl.col("identity") == identity, pl.col("actual_fen") != 0)
    wrong = [
        _misprinted(
            right[residual["document"]],
            member,
            by=member["weight"] * (-_MUCH if residual["relation"] == ">=" else _MUCH),
        )
        for residual in tested.sort("document", "key").unique("document", keep="first").rows(named=True)
        for member in residual["members"]
        if member["amount_fen"] is not None
    ]
    copies = [
        {name: _renamed(frame, str(number)) for name, frame in one.items()}
        for number, one in enumerate(wrong)
    ]
    outcomes = closes(residuals(_together(copies), [_FORMULAS[identity]])).collect()
    assert "broken" in outcomes["outcome"].to_list()


def _misprinted(
    frames: Mapping[str, pl.DataFrame], member: Mapping[str, object], *, by: int
) -> dict[str, pl.DataFrame]:
    """The document with one of its amounts changed."""
    name = "facts" if member["statement_no"] is None else "statements"
    place = ["page", "row", "column"] if name == "facts" else ["statement_no"]
    here = pl.all_horizontal(pl.col(key) == member[key] for key in place)
    changed = frames[name].with_columns(
        amount_fen=pl.when(here).then(pl.col("amount_fen") + by).otherwise("amount_fen")
    )
    assert not changed.equals(frames[name])
    return {**frames, name: changed}


@pytest.mark.parametrize("identity", sorted(_OF_TWO))
def test_money_told_under_another_fund_is_found_though_all_sums_hold(tmp_path: Path, identity: str) -> None:
    text = (_HERE / "carried.txt").read_text(encoding="utf-8")
    for printed, wrong in (
        ("一般公共预算拨款收入\t40.00", "30.00"),
        ("政府性基金预算拨款收入\t6.00", "16.00"),
    ):
        assert text.count(printed) == 1
        text = text.replace(printed, f"{printed.split()[0]}\t{wrong}")
    path = tmp_path / "wrong.txt"
    path.write_text(text, encoding="utf-8")
    outcomes = closes(residuals(_together([_read(path)]), [_FORMULAS[identity]])).collect()
    assert outcomes["outcome"].to_list() == ["broken"]
