"""Made-up disclosures in the layouts of the field: all amounts are read, and only what is wrong is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printed.disclosure import print_disclosure
from printed.judge import judge, plant, untold
from printed.options import draw, every_value, plain_layout, possible
from printed.render.files import write
from printed.render.pdf import CHROMIUM, chromium
from printed.truth import make_body
from yusuan.identities.suite import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from printed.document import Document
    from printed.options import Layout
    from yusuan.identities.suite import Identity

    Printing = Callable[[Document], bytes]

SEEDS = range(1, 9)
PDF_SEEDS = range(101, 104)


@pytest.fixture(scope="module")
def identities(repository: Path) -> list[Identity]:
    return load(repository / "expectations")


@pytest.fixture(scope="module")
def print_pdf() -> Iterator[Printing]:
    with chromium() as printed:
        yield printed


def _faults(
    seed: int, layout: Layout, folder: Path, identities: list[Identity], print_pdf: Printing | None = None
) -> dict[str, list[str]]:
    document = print_disclosure(seed, layout)
    verdict = judge(document, write(document, folder, "right", print_pdf), identities)
    planted = plant(document, seed)
    assert planted is not None
    wrong, what = planted
    words = untold(write(wrong, folder, "wrong", print_pdf), identities)
    faults = {"wrong": verdict.wrong, "said": verdict.said_wrong, "false": verdict.false}
    return {name: some for name, some in (faults | {what: [words] if words else []}).items() if some}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_printed_is_read_and_one_error_is_one_finding(seed, tmp_path, identities):
    form = ("html", "xlsx", "txt", "docx")[seed % 4]
    assert _faults(seed, draw(seed, format=form), tmp_path, identities) == {}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
@pytest.mark.parametrize("seed", PDF_SEEDS)
def test_what_chromium_prints_is_read_and_one_error_is_one_finding(seed, tmp_path, identities, print_pdf):
    assert _faults(seed, draw(seed, format="pdf"), tmp_path, identities, print_pdf) == {}


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=20)
def test_a_body_has_the_sums_that_it_prints(seed):
    body = make_body(seed, units=3, cents=True, carried=True)
    assert body.sum() == sum(body.sum(lambda one, unit=unit: one.owner == unit) for unit in body.units)
    assert all(one.economic or one.project for one in body.portions)


@pytest.mark.parametrize(("name", "value"), tuple(every_value()))
def test_every_layout_prints_amounts_and_an_error_changes_one_of_them(name, value):
    document = print_disclosure(1, possible(plain_layout(**{name: value})))
    planted = plant(document, 1)
    assert planted is not None
    amounts, others = ([amount.fen for *_, amount in one.amounts()] for one in (document, planted[0]))
    assert sum(one != other for one, other in zip(amounts, others, strict=True)) == 1
