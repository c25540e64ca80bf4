"""A statement or a heading as fields of a figure transcript, and back."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from yusuan.extract.transcript.marks import escape, unescape
from yusuan.model.money import FEN_PER_UNIT, Unit
from yusuan.model.vocabulary import ComparisonKind, Direction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, object]

# A statement's fields behind its place, as a line above the statements names them.
STATEMENT_FIELDS = (
    *("指标", "名称", "编码", "金额", "数量", "单位", "比较年度", "增减", "增减率", "占比", "率的精度"),
    *("方向", "比较口径", "已定号", "残留", "标题"),
)
HEADING_FIELDS = ("位置", "序号", "文字")

_PLACES = {"contents": "目录", "body": "正文", "note": "空表"}
_SETTLED = "是"
_COMPARISONS = {ComparisonKind.SPENT: "执行数", ComparisonKind.NEARLY: "基本持平"}
_MOST_FEN = 10**16
_AMOUNT = re.compile(r"([+-]?)(\d{1,18})(?:\.(\d{1,3}))?(亿元|万元|元)", re.ASCII)
_FEN = re.compile(r"[+-]?\d{1,18}分", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,311}(?:\.\d{1,330})?", re.ASCII)  # any float, written out
_TABLE_NO = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_COARSEST_IN_YUAN = 100  # 分: what is printed to 1 元 or finer is shown in 元


def statement_fields(row: Mapping[str, object]) -> list[str]:
    """The fields of a statement.

    Args:
        row: of `schemas.Statements`; its columns of prose are not looked at.

    Raises:
        ValueError: an amount that is not a multiple of its quantum, or a quantum that no unit has.
    """
    return [
        *(_text(row[name]) for name in ("metric", "line", "code")),
        _amount(row["amount_fen"], row["quantum_fen"]),
        _number(row["quantity"]),
        _text(row["quantity_unit"]),
        _text(row["base_year"]),
        _amount(row["change_fen"], row["change_quantum_fen"], signed=True),
        *(_percent(row[name]) for name in ("change_rate", "share", "rate_quantum")),
        _text(row["direction"]),
        "" if row["comparison"] is None else _COMPARISONS[ComparisonKind(str(row["comparison"]))],
        _SETTLED if row["settled"] else "",
        *(_text(row[name]) for name in ("residue", "section")),
    ]


def statement_row(fields: Sequence[str]) -> Row:
    """The statement that fields say.

    Raises:
        ValueError: they say none; its arguments are the field's name and its text.
    """
    read = dict(zip(STATEMENT_FIELDS, fields, strict=True))
    amount_fen, quantum_fen = _fen_and_quantum(read, "金额")
    change_fen, change_quantum_fen = _fen_and_quantum(read, "增减")
    return {
        "metric": _read_text(read, "指标") or None,
        "line": _read_text(read, "名称"),
        "code": _read_text(read, "编码") or None,
        "amount_fen": amount_fen,
        "quantum_fen": quantum_fen,
        "quantity": _read_number(read, "数量"),
        "quantity_unit": _read_text(read, "单位") or None,
        "base_year": int(_matched(read, "比较年度", _YEAR)) if read["比较年度"] else None,
        "change_fen": change_fen,
        "change_quantum_fen": change_quantum_fen,
        "change_rate": _read_percent(read, "增减率"),
        "share": _read_percent(read, "占比"),
        "rate_quantum": _read_percent(read, "率的精度"),
        "direction": Direction(_chosen(read, "方向", [*Direction])) if read["方向"] else None,
        "comparison": {said: one for one, said in _COMPARISONS.items()}.get(
            _chosen(read, "比较口径", ["", *_COMPARISONS.values()])
        ),
        "settled": _chosen(read, "已定号", ["", _SETTLED]) == _SETTLED,
        "residue": _read_text(read, "残留") or None,
        "section": _read_text(read, "标题"),
    }


def heading_fields(row: Mapping[str, object]) -> list[str]:
    """The fields of a heading, a row of `schemas.Headings`; of a note, with the table's number as its own."""
    number = row["table_no"] if row["place"] == "note" else row["number"]
    return [_PLACES[str(row["place"])], _text(number), _text(row["text"])]


def heading_row(fields: Sequence[str]) -> Row:
    """The heading that fields say.

    Raises:
        ValueError: they say none; its arguments are the field's name and its text.
    """
    read = dict(zip(HEADING_FIELDS, fields, strict=True))
    places = {said: place for place, said in _PLACES.items()}
    place = places[_chosen(read, "位置", [*places])]
    row: Row = {"place": place, "number": _read_text(read, "序号"), "text": _read_text(read, "文字")}
    if place == "note":
        row |= {"number": "", "table_no": int(_matched(read, "序号", _TABLE_NO))}
    return row


def _text(value: object) -> str:
    return "" if value is None else escape(str(value))


def _amount(fen: object, quantum: object, *, signed: bool = False) -> str:
    """An amount to its printed precision: 5320.79万元; ?0.01万元 where only the precision is known."""
    if quantum is None:
        return "" if fen is None else f"{fen}分"
    assert isinstance(quantum, int)
    if fen is None:
        return f"?{_amount(quantum, quantum)}"
    assert isinstance(fen, int)
    unit: Unit = (
        "元" if quantum <= _COARSEST_IN_YUAN else "万元" if quantum <= FEN_PER_UNIT["万元"] else "亿元"
    )
    decimals = len(str(FEN_PER_UNIT[unit] // quantum)) - 1
    if quantum * 10**decimals != FEN_PER_UNIT[unit] or fen % quantum:
        raise ValueError(fen, quantum)
    value = Decimal(fen // quantum).scaleb(-decimals)
    return f"{value:{'+' if signed else ''}f}{unit}"


def _fen_and_quantum(read: Mapping[str, str], name: str) -> tuple[int | None, int | None]:
    text = read[name]
    if not text:
        return None, None
    if _FEN.fullmatch(text):
        fen, quantum = int(text.removesuffix("分")), None
    else:
        match = _AMOUNT.fullmatch(text.removeprefix("?"))
        if match is None:
            raise ValueError(name, text)
        sign, whole, part, found = match.groups(default="")
        unit = next(unit for unit in get_args(Unit) if unit == found)
        quantum, rest = divmod(FEN_PER_UNIT[unit], 10 ** len(part))
        if rest:
            raise ValueError(name, text)
        fen = int(f"{sign}{whole}{part}") * quantum
    if abs(fen) > _MOST_FEN:
        raise ValueError(name, text)
    return (None if text.startswith("?") else fen), quantum


def _number(value: object) -> str:
    return "" if value is None else f"{_exact(value):f}".removesuffix(".0")


def _read_number(read: Mapping[str, str], name: str) -> float | None:
    return float(_matched(read, name, _NUMBER)) if read[name] else None


def _percent(fraction: object) -> str:
    return "" if fraction is None else f"{_exact(fraction).scaleb(2):f}%"


def _read_percent(read: Mapping[str, str], name: str) -> float | None:
    if not read[name]:
        return None
    if not read[name].endswith("%"):
        raise ValueError(name, read[name])
    return float(Decimal(_matched({name: read[name][:-1]}, name, _NUMBER)).scaleb(-2))


def _exact(value: object) -> Decimal:
    """A number as its shortest decimal, which reads back as the same number."""
    return Decimal(repr(float(str(value))))


def _read_text(read: Mapping[str, str], name: str) -> str:
    try:
        return unescape(read[name])
    except ValueError as error:
        raise ValueError(name, *error.args) from None


def _matched(read: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str:
    if pattern.fullmatch(read[name]) is None:
        raise ValueError(name, read[name])
    return read[name]


def _chosen(read: Mapping[str, str], name: str, choices: Sequence[str]) -> str:
    if read[name] not in choices:
        raise ValueError(name, read[name])
    return read[name]
