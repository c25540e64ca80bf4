"""Errors planted in a folder's documents: which some identity covers, which are found, and which cell is named.

Run as `python benchmarks/planted.py FOLDER [--errors 200] [--in-file 5] [--seed 1] [--csv OUT]`.

Whether an error is covered is told without the check: from the amounts of each identity of the unchanged document,
their signs and printed precisions. It is covered if an identity that holds would not hold any more. It is found if
the check then says that something is broken, or asks, which it did not say of the unchanged document. Each document
is held against itself alone. Most errors are changes of its facts; some are planted in the file as it was read,
which is then read again, as the reading might make them good.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from yusuan.checks.evidence import Evidence
from yusuan.extract.formats import read
from yusuan.extract.raw import RawDocument, RawTable, UnreadableError
from yusuan.identities.entries import CellsAgree, Rule, TextAgrees
from yusuan.identities.formulas.residuals import residuals
from yusuan.identities.suite import load
from yusuan.model.money import parse_amount
from yusuan.normalise.document import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yusuan.identities.entries import Amounts
    from yusuan.identities.suite import Identity

ROOT = Path(__file__).resolve().parents[1]
KEY = ("identity", "table", "line", "measure", "page", "row", "column")
FACT = ("table_no", "page", "row", "column")
# What identities on amounts are evaluated from.
OF_AMOUNTS = ("documents", "facts", "lines", "columns", "statements")
UNIT = 10_000
AT_ONCE = 100

Key = tuple[object, ...]
"""What a finding is about: `KEY`."""


class Place(NamedTuple):
    """Where an amount stands: in a table, or in prose by its number."""

    table_no: int | None
    page: int
    row: int
    column: int | None
    statement_no: int | None = None


class Error(NamedTuple):
    """What is planted: its kind and the amounts that it makes wrong."""

    kind: str
    amounts: dict[Place, int]


class Equation(NamedTuple):
    """One identity at one place of the unchanged document: Σ weight · amount, against a tolerance.

    It is held against a document under its conditions only, which are equations themselves.
    """

    key: Key
    relation: str
    tolerance: int
    weights: dict[Place, int]
    printed: dict[Place, int]
    sums: frozenset[Place]
    conditions: Sequence[Equation] = ()

    def holds(self, amounts: Mapping[Place, int] | None = None) -> bool:
        """Whether it holds, with other amounts at some places."""
        difference = self.difference(amounts or {})
        over = {"=": abs(difference), "<=": difference, ">=": -difference}[self.relation]
        return over <= self.tolerance

    def difference(self, amounts: Mapping[Place, int]) -> int:
        """What is printed as the sum less what it should be, with other amounts at some places."""
        now = {**self.printed, **amounts}
        return sum(weight * now[place] for place, weight in self.weights.items())

    def breaks(self, amounts: Mapping[Place, int]) -> bool:
        """Whether it holds, and would not with other amounts, whatever its conditions."""
        return not amounts.keys().isdisjoint(self.weights) and self.holds() and not self.holds(amounts)

    def accuses(self, amounts: Mapping[Place, int]) -> bool:
        """Whether it breaks under its conditions."""
        return self.breaks(amounts) and all(one.holds(amounts) for one in self.conditions)


class Found(NamedTuple):
    """What a check says of one document: its findings, and the places of those and of their witnesses."""

    findings: list[dict[str, Any]]
    keys: Counter[Key]

    def beyond(self, before: Found) -> list[dict[str, Any]]:
        """The findings that say something which was not said before."""
        new = self.keys - before.keys
        return [one for one in self.findings if any(key in new for key in keys_of(one))]


# --- what is covered ----------------------------------------------------------------------------------


def on_amounts(identities: Iterable[Identity]) -> list[Identity]:
    """Those that are formulas."""
    return [one for one in identities if not isinstance(one.formula, Rule)]


def equations(frames: Mapping[str, pl.DataFrame], identities: Iterable[Identity]) -> list[Equation]:
    """Every formula at every place of a document, with its conditions.

    Left out is what words of the text may mean at several places: it holds where any of them agrees, so that no
    error in one of them is sure to be told.
    """
    formulas = [
        one.formula
        for one in on_amounts(identities)
        if not (isinstance(one.formula, TextAgrees) and one.formula.or_cells)
    ]
    conditions = {
        f"{formula.identity} {number}": (formula.identity, condition)
        for formula in formulas
        if isinstance(formula, CellsAgree)
        for number, condition in enumerate(formula.given)
    }
    tried = [
        CellsAgree(identity=name, left=condition.left, right=condition.right)
        for name, (_, condition) in conditions.items()
    ]
    needed: dict[object, list[Equation]] = defaultdict(list)
    for one in bare_equations(frames, tried):
        needed[conditions[str(one.key[0])][0]].append(one)
    return [one._replace(conditions=needed[one.key[0]]) for one in bare_equations(frames, formulas)]


def bare_equations(frames: Mapping[str, pl.DataFrame], formulas: Sequence[Amounts]) -> Iterator[Equation]:
    """Every formula at every place of a document; the tolerance is half of what its amounts are rounded to."""
    said = frames["statements"].drop_nulls("quantum_fen")
    quanta = {Place(*place): fen for *place, fen in frames["facts"].select(*FACT, "quantum_fen").rows()} | {
        Place(None, page, row, None, number): fen
        for page, row, number, fen in said.select("page", "row", "statement_no", "quantum_fen").rows()
    }
    lazy = {name: frame.lazy() for name, frame in frames.items()}
    for row in residuals(lazy, formulas).collect().to_dicts():
        weights: dict[Place, int] = defaultdict(int)
        printed: dict[Place, int] = {}
        rounded, sums = 0, set()
        for member in row["members"]:
            if member["amount_fen"] is None:
                continue
            place = Place(*(member[name] for name in Place._fields))
            weights[place] += member["weight"]
            printed[place] = member["amount_fen"]
            rounded += quanta[place]
            if member["is_sum"]:
                sums.add(place)
        key = tuple(row[name] for name in KEY)
        yield Equation(key, row["relation"], rounded // 2, dict(weights), printed, frozenset(sums))


def covering(equations: Sequence[Equation], error: Error) -> list[Equation]:
    """Those that say that an error is one."""
    return [one for one in equations if one.accuses(error.amounts)]


def silenced(equations: Sequence[Equation], error: Error) -> bool:
    """Whether an error breaks identities, and with each a condition under which it is held."""
    return not covering(equations, error) and any(one.breaks(error.amounts) for one in equations)


def uncovered(frames: Mapping[str, pl.DataFrame], equations: Sequence[Equation]) -> list[Place]:
    """Amounts in tables that are part of no equality that holds, but of such as are held only if they are right."""
    covered = {
        place
        for one in equations
        if one.relation == "=" and one.holds()
        for place, weight in one.weights.items()
        if weight and not any(place in condition.weights for condition in one.conditions)
    }
    return [place for place in amounts_of(frames) if place not in covered]


# --- what is planted ----------------------------------------------------------------------------------


def amounts_of(frames: Mapping[str, pl.DataFrame]) -> dict[Place, int]:
    """Every amount in a table."""
    return {Place(*place): fen for *place, fen in frames["facts"].select(*FACT, "amount_fen").rows()}


def errors(frames: Mapping[str, pl.DataFrame], number: int, chance: random.Random) -> list[Error]:
    """So many different errors, or as many as were drawn in three times so many turns."""
    cells, pairs = printed_cells(frames), list(swaps(frames))
    found: dict[tuple[tuple[Place, int], ...], Error] = {}
    for _ in range(3 * number):
        error = error_of(cells, pairs, chance)
        if error is not None:
            found.setdefault(tuple(sorted(error.amounts.items())), error)
        if len(found) == number:
            break
    return list(found.values())


def printed_cells(frames: Mapping[str, pl.DataFrame]) -> list[tuple[Place, int, int]]:
    """Every amount in a table with its precision."""
    return [
        (Place(*place), fen, quantum)
        for *place, fen, quantum in frames["facts"].select(*FACT, "amount_fen", "quantum_fen").rows()
    ]


def error_of(
    cells: Sequence[tuple[Place, int, int]], pairs: Sequence[Error], chance: random.Random
) -> Error | None:
    """An error of any kind; None where the amount drawn cannot have it."""
    kind = chance.choice((*KINDS, "columns") if pairs else KINDS)
    if kind == "columns":
        return chance.choice(pairs)
    place, fen, quantum = chance.choice(cells)
    now = wrong(kind, fen, quantum, chance)
    return None if now == fen else Error(kind, {place: now})


KINDS = ("amount", "digits", "sign", "unit")
"""Errors of one amount: it is off, two of its digits are swapped, its sign is lost, its unit is another."""


def wrong(kind: str, fen: int, quantum: int, chance: random.Random) -> int:
    """An amount with an error of a kind; as it is where it cannot have such."""
    if kind == "amount":
        most = max(abs(fen) // quantum, 100)
        return fen + chance.choice((-1, 1)) * quantum * round(most ** chance.random())
    if kind == "digits":
        return int(with_digits_swapped(str(fen // quantum), chance)) * quantum
    if kind == "sign":
        return -fen
    return chance.choice((fen * UNIT, fen // UNIT))


def with_digits_swapped(text: str, chance: random.Random) -> str:
    """A number with two digits beside each other swapped; as it is where all such are alike."""
    unlike = [
        at
        for at in range(len(text) - 1)
        if text[at].isdecimal() and text[at + 1].isdecimal() and text[at] != text[at + 1]
    ]
    if not unlike:
        return text
    at = chance.choice(unlike)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def swaps(frames: Mapping[str, pl.DataFrame]) -> Iterator[Error]:
    """Two columns of a table swapped, in the lines that print both."""
    for _, table in frames["facts"].group_by("table_no", "side", maintain_order=True):
        printed: dict[int, dict[tuple[int, int], tuple[Place, int]]] = defaultdict(dict)
        for *place, fen in table.select(*FACT, "amount_fen").rows():
            where = Place(*place)
            printed[where.column or 0][where.page, where.row] = where, fen
        for one, other in combinations(sorted(printed), 2):
            amounts = {}
            for row in sorted(printed[one].keys() & printed[other].keys()):
                (left, left_fen), (right, right_fen) = printed[one][row], printed[other][row]
                if left_fen != right_fen:
                    amounts |= {left: right_fen, right: left_fen}
            if amounts:
                yield Error("columns", amounts)


# --- what is found ------------------------------------------------------------------------------------


def with_errors(frames: Mapping[str, pl.DataFrame], planted: Sequence[Error]) -> dict[str, pl.LazyFrame]:
    """The document as it stands, as "0", and once with each error, under its number from 1."""
    wrong_facts = pl.LazyFrame(
        [
            (number, *place[:4], fen)
            for number, error in enumerate(planted, start=1)
            for place, fen in error.amounts.items()
        ],
        schema={"copy": pl.Int32, **dict.fromkeys(FACT, pl.Int32), "wrong_fen": pl.Int64},
        orient="row",
    )
    copies = pl.LazyFrame({"copy": range(len(planted) + 1)}, schema={"copy": pl.Int32})
    copied = {name: frame.lazy().join(copies, how="cross") for name, frame in frames.items()}
    copied["facts"] = (
        copied["facts"]
        .join(wrong_facts, on=["copy", *FACT], how="left")
        .with_columns(amount_fen=pl.coalesce("wrong_fen", "amount_fen"))
        .drop("wrong_fen")
    )
    # No copy is another's department or year before.
    name = pl.col("copy").cast(pl.String)
    return {
        kind: frame.with_columns(document=name, department=name).drop("copy")
        for kind, frame in copied.items()
    }


def found(frames: Mapping[str, pl.LazyFrame], identities: Sequence[Identity]) -> dict[str, Found]:
    """By document, what is broken or asked."""
    said = Evidence(frames, identities).findings()
    result: dict[str, Found] = defaultdict(lambda: Found([], Counter()))
    for row in said.filter(pl.col("status").is_in(["broken", "question"])).iter_rows(named=True):
        of_document = result[row["document"]]
        of_document.findings.append(row)
        of_document.keys.update(keys_of(row))
    return result


def keys_of(finding: Mapping[str, Any]) -> list[Key]:
    """What a finding and its witnesses are about."""
    return [tuple(one[name] for name in KEY) for one in (finding, *finding["witnesses"])]


# --- planted in the file ------------------------------------------------------------------------------


def in_file(
    raw: RawDocument, frames: Mapping[str, pl.DataFrame], number: int, chance: random.Random
) -> Iterator[tuple[Error, RawDocument]]:
    """Rows left out, digits and columns swapped in a file as it was read: so many of each."""
    facts = {place_of(fact): fact for fact in frames["facts"].to_dicts()}
    rows: dict[tuple[object, ...], list[dict[str, Any]]] = defaultdict(list)
    for place, fact in facts.items():
        rows[place[:3]].append(fact)
    for left_out in chance.sample(list(rows.values()), min(number, len(rows))):
        yield Error("row", dict.fromkeys(map(place_of, left_out), 0)), without_row(raw, left_out)
    for place, fact in chance.sample(list(facts.items()), min(number, len(facts))):
        text = with_digits_swapped(fact["printed"], chance)
        amount = parse_amount(text, fact["unit"])
        if text != fact["printed"] and amount is not None:
            yield Error("digits", {place: amount.fen}), with_texts(raw, rows[place[:3]], {place.column: text})
    pairs = list(swaps(frames))
    for error in chance.sample(pairs, min(number, len(pairs))):
        swapped = raw
        # The places of a row's two amounts follow each other.
        places = iter(error.amounts)
        for one, other in zip(places, places, strict=True):
            texts = {one.column: facts[other]["printed"], other.column: facts[one]["printed"]}
            swapped = with_texts(swapped, rows[one[:3]], texts)
        yield error, swapped


def place_of(fact: Mapping[str, object]) -> Place:
    """Where a fact stands."""
    return Place(*(fact[name] for name in FACT))


def without_row(raw: RawDocument, facts: Sequence[Mapping[str, Any]]) -> RawDocument:
    """The file without the row in which some facts are printed; what stands below moves up."""
    number, row = row_of(raw, facts)
    table = raw.blocks[number]
    assert isinstance(table, RawTable)
    cells = [
        replace(
            cell,
            row=cell.row - (cell.row > row),
            row_span=cell.row_span - (cell.row <= row < cell.row + cell.row_span),
        )
        for cell in table.cells
        if cell.row != row or cell.row_span > 1
    ]
    return with_table(raw, number, replace(table, cells=tuple(cells), n_rows=table.n_rows - 1))


def with_texts(
    raw: RawDocument, facts: Sequence[Mapping[str, Any]], texts: Mapping[int | None, str]
) -> RawDocument:
    """The file with other amounts printed, by column, in the row in which some facts are."""
    number, row = row_of(raw, facts)
    table = raw.blocks[number]
    assert isinstance(table, RawTable)
    cells = [
        replace(cell, text=texts[cell.column + 1]) if cell.row == row and cell.column + 1 in texts else cell
        for cell in table.cells
    ]
    return with_table(raw, number, replace(table, cells=tuple(cells)))


def row_of(raw: RawDocument, facts: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """The table and its row in which all facts of one printed row stand."""
    printed = {(fact["column"] - 1, fact["printed"]) for fact in facts}
    place = facts[0]["page"], facts[0]["row"]
    for number, block in enumerate(raw.blocks):
        if isinstance(block, RawTable):
            rows: dict[int, set[tuple[int, str]]] = defaultdict(set)
            for cell in block.cells:
                if (cell.page, cell.page_row) == place:
                    rows[cell.row].add((cell.column, cell.text))
            for row, cells in rows.items():
                if printed <= cells:
                    return number, row
    raise LookupError(f"no row prints {printed}")


def with_table(raw: RawDocument, number: int, table: RawTable) -> RawDocument:
    """The file with another table for one of its blocks."""
    return replace(raw, blocks=(*raw.blocks[:number], table, *raw.blocks[number + 1 :]))


def covering_row(equations: Sequence[Equation], error: Error, lines: pl.DataFrame) -> list[Equation]:
    """Those of which a row that is left out holds addends, some being left, so that it breaks them.

    A row of which others are part leaves its parts to what it is part of itself, which adds up as before: it
    is covered by none.
    """
    rows = {place[:3] for place in error.amounts}
    line = ["table_no", "side", "line_no"]
    parents = lines.select("table_no", "side", line_no="parent_no")
    above = lines.join(parents, on=line, nulls_equal=True, how="semi").select(FACT[:3]).rows()
    if rows & set(above):
        return []
    lost = error.amounts.keys()
    return [
        one
        for one in equations
        if not one.sums & lost and one.weights.keys() - one.sums - lost and one.accuses(error.amounts)
    ]


# --- all documents of a folder ------------------------------------------------------------------------


def main() -> int:
    """Plant, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", type=int, default=200)
    parser.add_argument("--in-file", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--csv", type=Path)
    asked = parser.parse_args()
    identities = load(ROOT / "expectations")
    paths = sorted(path for path in asked.folder.glob("*/*.*") if path.suffix not in {".csv", ".toml"})
    rows = []
    for path in paths:
        try:
            raw = read(path)
            frames = normalise([raw], asked.folder, identities).frames
        except UnreadableError as error:
            print(str(error).replace(f"{asked.folder}/", ""), file=sys.stderr)
            continue
        chance = random.Random(asked.seed)
        counts = Counter(dict.fromkeys(COUNTS, 0))
        if frames["facts"].height:
            document = Document(frames, identities, equations(frames, identities))
            judge_facts(document, errors(frames, asked.errors, chance), counts)
            judge_file(document, list(in_file(raw, frames, asked.in_file, chance)), counts)
        rows.append({"document": str(path.relative_to(asked.folder)), **counts})
        print(rows[-1], flush=True)
    total = Counter({name: sum(row[name] for row in rows) for name in COUNTS})
    print(summary(total))
    if asked.csv is not None:
        asked.csv.parent.mkdir(parents=True, exist_ok=True)
        with asked.csv.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["document", *COUNTS], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return 1 if total["missed"] or total["file_missed"] else 0


# Amounts in tables, and those that no equality covers; errors by what became of them (`missed`: nothing is found
# though an identity covers them; `silent`: not every identity that covers them speaks; `silenced`: they break
# conditions of the identities that they break; `beyond`: found though none covers them); of errors in one amount
# that two equalities cover, those that are one finding, whose finding names the cell, and to the right amount; the
# same for errors planted in the file.
COUNTS = (
    "amounts", "uncovered", "planted", "covered", "found", "missed", "silent", "silenced", "beyond",
    "of_two", "once", "named", "right", "file_planted", "file_covered", "file_found", "file_missed", "file_beyond",
)  # fmt: skip


class Document(NamedTuple):
    """A document as it stands."""

    frames: Mapping[str, pl.DataFrame]
    identities: Sequence[Identity]
    equations: Sequence[Equation]


def judge_facts(document: Document, planted: Sequence[Error], counts: Counter[str]) -> None:
    """Count what becomes of errors in the facts of a document."""
    amounts = amounts_of(document.frames)
    counts["amounts"] = len(amounts)
    counts["uncovered"] = len(uncovered(document.frames, document.equations))
    formulas = on_amounts(document.identities)
    frames = {name: document.frames[name] for name in OF_AMOUNTS}
    for some in (planted[start : start + AT_ONCE] for start in range(0, len(planted), AT_ONCE)):
        said = found(with_errors(frames, some), formulas)
        for number, error in enumerate(some, start=1):
            covered_by = covering(document.equations, error)
            new = said[str(number)].beyond(said["0"])
            keys = said[str(number)].keys - said["0"].keys
            count("", error, covered_by, new, counts)
            counts.update(
                silent=any(one.key not in keys for one in covered_by),
                silenced=silenced(document.equations, error),
            )
            if len(error.amounts) == 1 and sum(one.relation == "=" for one in covered_by) > 1:
                ((place, _),) = error.amounts.items()
                named = named_at(place, new)
                counts.update(of_two=1, once=len(new) == 1, named=bool(named), right=amounts[place] in named)


def named_at(place: Place, findings: Sequence[Mapping[str, Any]]) -> list[int]:
    """What should stand at a place, by the findings that name it as one that would mend them."""
    return [
        repair["should_fen"]
        for finding in findings
        for repair in finding["repairs"]
        if (repair["page"], repair["row"], repair["column"]) == place[1:4]
    ]


def judge_file(
    document: Document, planted: Sequence[tuple[Error, RawDocument]], counts: Counter[str]
) -> None:
    """Count what becomes of errors in the file of a document, read again."""
    read_again = [normalise([raw], ROOT, document.identities).frames for _, raw in planted]
    said = found(stacked([document.frames, *read_again]), document.identities)
    for number, (error, _) in enumerate(planted, start=1):
        covered_by = (
            covering_row(document.equations, error, document.frames["lines"])
            if error.kind == "row"
            else covering(document.equations, error)
        )
        count("file_", error, covered_by, said[str(number)].beyond(said["0"]), counts)


def stacked(copies: Sequence[Mapping[str, pl.DataFrame]]) -> dict[str, pl.LazyFrame]:
    """Readings of one document as documents named by their numbers."""
    return {
        name: pl.concat(
            [
                copy[name].with_columns(document=pl.lit(str(number)), department=pl.lit(str(number)))
                for number, copy in enumerate(copies)
            ]
        ).lazy()
        for name in copies[0]
    }


def count(
    where: str, error: Error, covered_by: Sequence[Equation], new: Sequence[object], counts: Counter[str]
) -> None:
    """Count one error; name it if it is missed."""
    found_it = bool(new)
    counts.update(
        {
            f"{where}planted": 1,
            f"{where}covered": bool(covered_by),
            f"{where}found": bool(covered_by) and found_it,
            f"{where}missed": bool(covered_by) and not found_it,
            f"{where}beyond": not covered_by and found_it,
        }
    )
    if covered_by and not found_it:
        print("missed:", error, [one.key for one in covered_by])


def summary(total: Mapping[str, int]) -> str:
    """All documents in a line."""
    return (
        f"amounts {total['amounts']}, without an identity {total['uncovered']} "
        f"({total['uncovered'] / max(1, total['amounts']):.1%}); planted {total['planted']}, covered "
        f"{total['covered']}, found {total['found']}, missed {total['missed']}, silenced {total['silenced']}; of {total['of_two']} that two equalities "
        f"cover one finding {total['once']}, cell named {total['named']} "
        f"({total['named'] / max(1, total['of_two']):.1%}), right amount {total['right']}; in the file planted "
        f"{total['file_planted']}, covered {total['file_covered']}, found {total['file_found']}"
    )


if __name__ == "__main__":
    sys.exit(main())
