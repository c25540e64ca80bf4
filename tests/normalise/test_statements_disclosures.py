"""Over real documents: no amount of the prose is lost or counted twice, and nearly all are known."""

import pytest

from paths import DISCLOSURES
from yusuan.extract.formats import read
from yusuan.extract.raw import UnreadableError
from yusuan.normalise.prose.glossary import glossary_entries
from yusuan.normalise.prose.outline import outline
from yusuan.normalise.statements.figures import FigureKind, figures, normal
from yusuan.normalise.statements.statements import statements

FOLDER = DISCLOSURES
DOCUMENTS = sorted(path for path in FOLDER.glob("*/*") if path.suffix in {".pdf", ".html", ".txt"})

pytestmark = [
    pytest.mark.disclosures,
    pytest.mark.skipif(not DOCUMENTS, reason="the collection of real documents is not here"),
]

# Project names, and figures within reasons, are no metrics: this share of the amounts has one.
FEWEST_KNOWN = 0.95


@pytest.fixture(scope="module")
def spoken():
    """The amounts of the running text and the statements of every readable document."""
    found = {}
    for path in DOCUMENTS:
        try:
            lines = list(read(path).lines())
        except UnreadableError:
            continue
        year, phase = path.stem.split("-")
        entries = outline(lines)
        left_out = {id(entry) for entry in glossary_entries(entries)}
        amounts = sum(
            figure.kind is FigureKind.AMOUNT and not figure.is_blank
            for entry in entries
            if entry.kind not in {"contents", "heading"} and id(entry) not in left_out
            for figure in figures(normal(entry.passage.text))
        )
        rows = statements(lines, int(year), {"phase": phase, "department": path.parent.name})
        found[f"{path.parent.name}/{path.name}"] = (amounts, rows)
    return found


def test_each_amount_is_in_exactly_one_statement(spoken):
    wrong = {}
    for name, (amounts, rows) in spoken.items():
        said = sum((row["amount_fen"] is not None) + (row["change_quantum_fen"] is not None) for row in rows)
        if said != amounts:
            wrong[name] = (amounts, said)
    assert wrong == {}


def test_nearly_all_amounts_are_known(spoken):
    rows = [row for _, rows in spoken.values() for row in rows if row["amount_fen"] is not None]
    assert sum(row["metric"] is not None for row in rows) >= FEWEST_KNOWN * len(rows)


def test_rates_agree_with_the_changes_they_are_tied_to(spoken):
    """A rate tied to the wrong change would not; the few that differ are the documents' own."""
    compared = differing = 0
    for _, rows in spoken.values():
        for row in rows:
            if row["amount_fen"] is None or row["change_fen"] is None or row["change_rate"] is None:
                continue
            base = row["amount_fen"] - row["change_fen"]
            if base > 0:
                compared += 1
                slack = row["rate_quantum"] * 0.6 + 1.5 * row["change_quantum_fen"] / base
                differing += abs(row["change_fen"] / base - row["change_rate"]) > slack
    assert compared > 200
    assert differing <= 0.03 * compared
