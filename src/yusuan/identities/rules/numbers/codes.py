"""Rules on codes of a classification: parents, doubles, order, and the name that belongs to a code.

Each takes the kinds of table that list a classification, looks only at codes that the document
prints itself, and gives one verdict a document.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from yusuan import reference
from yusuan.identities.rules.gather import Row, place, told, told_en, whole
from yusuan.identities.rules.rule import OfTables, rule_with
from yusuan.identities.rules.verdict import Verdict
from yusuan.model.text import bare, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from yusuan.identities.rules.rule import Frames
    from yusuan.reference import Classification, Code

_OWNERS = ("department", "unit", "total")
_CLASSIFICATIONS: dict[str, Classification] = {
    "2": "functional",
    "3": "economic",
    "5": "government_economic",
}
_CERTAIN = "high"
_SHORTEST_PART = 4
_OTHER_CLASSIFICATION = "政府(?:预算)?(?:支出)?经济"
_BRACKETS = re.compile(r"（[^（）]*）")
_CODE_BEFORE = re.compile(r"^[\d\-—.]+")


@dataclass(frozen=True, slots=True)
class _Section:
    """Lines with printed codes under one another: of one table, one side of it, one unit.

    Attributes:
        rows: the lines, top to bottom, each with the column of its code and its `labels`: all that its row
            prints other than amounts.
        crossed: whether each row is of two classifications at once.
    """

    rows: list[Row]
    crossed: bool


@dataclass(frozen=True, slots=True)
class _Fault:
    """A line that is not as it should be.

    Attributes:
        row: the line.
        said: what is wrong, in Chinese.
        said_en: in English.
    """

    row: Row
    said: str
    said_en: str


@rule_with(OfTables, "列出类、款的表中，每个科目编码的上级都有一行")
def code_parents(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """Where a table prints the rows of 类 or 款, it prints that of every code below."""

    def faults(section: _Section) -> list[_Fault] | None:
        codes = {str(row["code"]) for row in section.rows}
        found: list[_Fault] = []
        tested = False
        for length in (5, 7):
            below = [row for row in section.rows if len(str(row["code"])) == length]
            orphans = [row for row in below if str(row["code"])[:-2] not in codes]
            if len(orphans) == len(below):
                continue
            tested = True
            found += [
                _Fault(
                    row,
                    f"{row['code']}“{row['line']}”之上没有{str(row['code'])[:-2]}的行",
                    f"{row['code']} has no row of {str(row['code'])[:-2]} above it",
                )
                for row in orphans
            ]
        return found if tested else None

    yield from _one_a_document(frames, parameters.tables, faults)


@rule_with(OfTables, "同一张表、同一单位之下，一个科目只列一次")
def code_doubles(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """No line stands twice in a table under the same unit, with money both times."""

    def faults(section: _Section) -> list[_Fault] | None:
        with_money = [row for row in section.rows if row["amounts"]]
        first: dict[tuple[object, object], Row] = {}
        count: Counter[tuple[object, object]] = Counter()
        for row in with_money:
            first.setdefault((row["code"], row["labels"]), row)
            count[row["code"], row["labels"]] += 1
        return [
            _Fault(
                row,
                f"{row['code']}“{row['line']}”出现{count[key]}次",
                f"{row['code']} stands {count[key]} times",
            )
            for key, row in first.items()
            if count[key] > 1
        ]

    yield from _one_a_document(frames, parameters.tables, faults)


@rule_with(OfTables, "科目编码自小到大排列")
def code_order(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """Codes ascend from row to row, blocks side by side each for itself."""

    def faults(section: _Section) -> list[_Fault] | None:
        if section.crossed:
            return None
        found = []
        columns: dict[int, Row] = {}
        for row in section.rows:
            before = columns.get(whole(row["column"]))
            columns[whole(row["column"])] = row
            if before is not None and str(row["code"]) < str(before["code"]):
                found.append(
                    _Fault(
                        row,
                        f"{row['code']}“{row['line']}”排在{before['code']}“{before['line']}”之后",
                        f"{row['code']} comes after {before['code']}",
                    )
                )
        return found

    yield from _one_a_document(frames, parameters.tables, faults)


@rule_with(OfTables, "科目编码不印同级其他编码的名称")
def code_of_another(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """No line bears the name of another code of its own 类 or 款, both known for the year."""

    def fault(row: Row, code: Code) -> _Fault | None:
        other = _bearer(row)
        if other is None:
            return None
        return _Fault(
            row,
            f"编码{code.code}印为“{row['line']}”，这是{other.code}的名称，{code.code}为“{code.name}”",
            f"{code.code} bears the name of {other.code}, it is “{code.name}”",
        )

    yield from _one_a_document(frames, parameters.tables, _of_known(fault))


@rule_with(OfTables, "科目名称为该编码当年的名称")
def code_names(frames: Frames, parameters: OfTables) -> Iterator[Verdict]:
    """The printed name is the classification's for that code; renamed codes may bear an earlier name."""

    def fault(row: Row, code: Code) -> _Fault | None:
        if _is_named(row, code) or _bearer(row) is not None:
            return None
        return _Fault(
            row,
            f"编码{code.code}印为“{row['line']}”，科目名称为“{code.name}”",
            f"{code.code} is printed as “{row['line']}”, the classification has “{code.name}”",
        )

    yield from _one_a_document(frames, parameters.tables, _of_known(fault))


def _of_known(
    fault: Callable[[Row, Code], _Fault | None],
) -> Callable[[_Section], list[_Fault] | None]:
    """What is wrong with each line whose code is known; None for a section without such."""

    def faults(section: _Section) -> list[_Fault] | None:
        known = [(row, code) for row in section.rows if (code := _known(row)) is not None]
        return [found for row, code in known if (found := fault(row, code))] if known else None

    return faults


def _one_a_document(
    frames: Mapping[str, pl.DataFrame],
    kinds: Sequence[str],
    faults: Callable[[_Section], list[_Fault] | None],
) -> Iterator[Verdict]:
    """One verdict a document that has a section to test; a section without anything to test gives None."""
    for document, sections in _sections(frames, kinds).items():
        tested = [(section, found) for section in sections if (found := faults(section)) is not None]
        if not tested:
            continue
        # The same line is wrong in several tables: told once.
        wrong = list({fault.said: fault for _, found in tested for fault in found}.values())
        first = wrong[0].row if wrong else tested[0][0].rows[0]
        yield Verdict(
            document=document,
            key="",
            holds="broken" if wrong else "exact",
            table=str(first["table"]),
            line=str(first["line"]),
            page=whole(first["page"]),
            row=whole(first["row"]),
            against=tuple(place(fault.row) for fault in wrong[1:]),
            detail=told([fault.said for fault in wrong]),
            detail_en=told_en([fault.said_en for fault in wrong]),
        )


def _sections(frames: Mapping[str, pl.DataFrame], kinds: Sequence[str]) -> dict[str, list[_Section]]:
    """By document, the lines of some kinds of table whose rows print their codes."""
    of_table = ["document", "table_no"]
    row = [*of_table, "page", "row"]
    lines = (
        frames["lines"]
        .filter(pl.col("table").cast(pl.String).is_in(kinds))
        .sort(*of_table, "side", "line_no")
        .with_columns(
            run=pl.col("role").is_in(_OWNERS).fill_null(value=False).cum_sum().over(*of_table, "side")
        )
        .filter(pl.col("code").is_not_null())
    )
    columns = frames["columns"].select(*of_table, "column", is_amount=pl.col("role") == "measure")
    cells = (
        frames["cells"]
        .join(lines.select(row).unique(), on=row, how="semi")
        .join(columns.unique([*of_table, "column"]), on=[*of_table, "column"], how="left")
        .with_columns(text=pl.col("text").str.replace_all(r"\s", ""))
        .select(*row, "column", "text", is_amount=pl.col("is_amount").fill_null(value=False))
    )
    labels = (
        cells.filter(~pl.col("is_amount"))
        .sort(*row, "column")
        .group_by(row)
        .agg(labels=pl.col("text").str.join("|"))
    )
    digits = pl.col("text").str.contains(r"^\d{2,7}$")
    printed = (
        lines.select(*row, "side", "line_no", "code")
        .join(cells.filter(~pl.col("is_amount")), on=row)
        .filter(
            pl.col("text").str.starts_with(pl.col("code"))
            | (digits & pl.col("code").str.ends_with(pl.col("text")))
        )
        .group_by(*of_table, "side", "line_no")
        .agg(pl.col("column").max())
    )
    amounts = frames["facts"].group_by(*of_table, "side", "line_no").agg(amounts=pl.len())
    line = [*of_table, "side", "line_no"]
    coded = (
        lines.join(printed, on=line, nulls_equal=True)
        .join(amounts, on=line, how="left", nulls_equal=True)
        .join(labels, on=row, how="left")
        .sort(line)
    )
    crossed = set(
        frames["columns"]
        .filter(pl.col("heading").str.contains(_OTHER_CLASSIFICATION) & (pl.col("role") != "measure"))
        .select(of_table)
        .rows()
    )
    grouped: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for one in coded.iter_rows(named=True):
        grouped[one["document"], one["table_no"], one["side"], one["owner"], one["run"]].append(one)
    found: dict[str, list[_Section]] = defaultdict(list)
    for (document, number, *_), rows in grouped.items():
        found[str(document)].append(_Section(rows, (document, number) in crossed))
    return found


def _known(row: Row) -> Code | None:
    """The row's code as the classification has it in its year; None where that is not sure."""
    code = _classification(str(row["code"])).get(str(row["code"]))
    return code if code is not None and _is_sure(code, whole(row["fiscal_year"])) else None


def _is_sure(code: Code, year: int) -> bool:
    """Whether a code is known to have its name in a year: often seen, and not only later."""
    return code.confidence == _CERTAIN and code.first_year is not None and code.first_year <= year


def _classification(code: str) -> Mapping[str, Code]:
    name = _CLASSIFICATIONS.get(code[:1])
    return {} if name is None else reference.codes(name)


def _is_named(row: Row, code: Code) -> bool:
    """Whether a row bears the name of a code: now or earlier, in full or in part."""
    printed = _name(str(row["line"]))
    names = [code.name, *(name for name, _ in reference.former_names().get(code.code, ()))]
    return not printed or any(_alike(printed, known) for known in map(_name, names))


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _SHORTEST_PART and short in long)


def _bearer(row: Row) -> Code | None:
    """The other code under the same parent that has the row's name in its year."""
    own = _known(row)
    if own is None or _is_named(row, own):
        return None
    printed = _name(str(row["line"]))
    return next(
        (
            other
            for other in _classification(own.code).values()
            if other.code != own.code
            and other.parent == own.parent
            and _name(other.name) == printed
            and _is_sure(other, whole(row["fiscal_year"]))
        ),
        None,
    )


@cache
def _name(text: str) -> str:
    """A name in the form in which names of codes are compared."""
    folded = _BRACKETS.sub("", _CODE_BEFORE.sub("", plain(text)))
    name = bare(folded).replace("的", "")
    for ending in ("支出", "费用", "费"):
        name = name.removesuffix(ending)
    return name
