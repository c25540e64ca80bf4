"""A finding as one plain sentence: what is printed, what it should be, the difference, both places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yusuan.identities.entries import (
    CellsAgree,
    DocumentsAgree,
    LinesAddUp,
    RestatedAgrees,
    RowsAddUp,
    Rule,
    TextAgrees,
)
from yusuan.model.money import FEN_PER_WAN_YUAN, million_yuan, wan_yuan
from yusuan.model.vocabulary import Language, TableKind, pick
from yusuan.reference.measures import measure_name
from yusuan.reference.table_kinds import table_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yusuan.checks.causes import Repair
    from yusuan.identities.suite import Identity

    Row = Mapping[str, object]
    Places = Sequence[Mapping[str, object]]

_RELATIONS = {
    "=": ("应等于", "should equal"),
    "<=": ("应不大于", "should be at most"),
    ">=": ("应不小于", "should be at least"),
}
_OTHERS = {
    "previous_year": ("上年文件", "document of the year before"),
    "budget": ("同年预算文件", "budget document of the year"),
    "department": ("所属部门的文件", "document of the department it belongs to"),
}
_MOST_PLACES = 3
_FEWEST_DECIMALS, _MOST_DECIMALS = 2, 6


def agreement(lang: Language) -> pl.Expr:
    """The sentence of a finding that is exact, from the columns sentence_zh, sentence_en, page, row, column."""
    column = pl.col("column")
    if lang == "zh":
        at = pl.format("（第{}页第{}行{}）", "page", "row", pl.format("第{}列", column).fill_null(""))
        return pl.lit("相符：") + pl.col("sentence_zh").str.strip_suffix("。") + at + pl.lit("。")
    at = pl.format(" (page {}, row {}{}).", "page", "row", pl.format(", column {}", column).fill_null(""))
    return pl.lit("Exact: ") + pl.col("sentence_en").str.strip_suffix(".") + at


def message(identity: Identity, row: Row, against: Places, lang: Language) -> str:
    """The sentence of a finding that is not exact.

    Args:
        identity: which.
        row: its outcome at one place: document, title, side, line, measure, cells, relation, amounts, place,
            and for a rule its detail.
        against: places of what it is compared with.
        lang: zh or en.
    """
    zh = lang == "zh"
    places = _places(row, against, lang)
    why = _why(identity, row, lang)
    detail = str(row.get("detail" if zh else "detail_en") or "")
    if detail.startswith("“"):
        # Words of the document say nothing by themselves: what must hold is said first.
        rule = identity.sentence.rstrip("。") if zh else identity.sentence_en.rstrip(".")
        detail = f"{rule}；此处不然：{detail}" if zh else f"{rule}; not so here: {detail}"
    if detail:
        text = f"{detail.rstrip('。.')}（{places}）。" if zh else f"{detail.rstrip('.')} ({places})."
        return text + why
    if row.get("actual_fen") is None:
        return pick((identity.sentence, identity.sentence_en), lang)
    printed, expected = int(str(row["actual_fen"])), int(str(row["expected_fen"]))
    what = _what(identity, row, lang)
    relation = pick(_RELATIONS[str(row.get("relation") or "=")], lang)
    if zh:
        return (
            f"{what}{money(printed)}万元，{relation}{money(expected)}万元，"
            f"相差{money(printed - expected, sign=True)}万元（{places}）。{identity.sentence}{why}"
        )
    return (
        f"{what}{million_yuan(printed)}, {relation} {million_yuan(expected)}, "
        f"a difference of {million_yuan(printed - expected, sign=True)} ({places}). {identity.sentence_en}{why}"
    )


def _why(identity: Identity, row: Row, lang: Language) -> str:
    """Why the identity must hold, behind the sentence of what breaks it; a rounding needs no reason."""
    if row.get("outcome") != "broken":
        return ""
    why = pick((identity.why, identity.why_en), lang)
    return why if lang == "zh" or not why else f" {why}"


def cause(repairs: Sequence[Repair], witnesses: int, lang: Language) -> str:
    """What a finding says of its cause, behind its sentence; "" where there is nothing to say.

    Args:
        repairs: amounts any one of which, printed otherwise, would make all hold.
        witnesses: how many further identities break with it.
        lang: zh or en.
    """
    zh = lang == "zh"
    if not repairs:
        if not witnesses:
            return ""
        return pick(
            (
                f"同一差额另见于{witnesses}处关系，同出一因（如漏列一行）。",
                f" The same difference breaks {witnesses} other identities: one cause (a missing row, say).",
            ),
            lang,
        )
    each = [_repair(repair, lang) for repair in repairs]
    all_of = (
        pick((f"连同佐证共{witnesses + 1}处关系全部成立", f"all {witnesses + 1} identities hold"), lang)
        if witnesses
        else pick(("即成立", "it holds"), lang)
    )
    either = "或" if zh else "; or "
    return f"若{either.join(each)}，{all_of}。" if zh else f" If {either.join(each)}, {all_of}."


def why_untested(identity: Identity, tables: set[str], lang: Language) -> str:
    """Why a document gave no means to test an identity.

    Args:
        identity: which.
        tables: kinds of table that the document has.
        lang: zh or en.
    """
    nothing = ("表中没有可以核对的栏目或行次", "its tables have no such columns or lines")
    formula = identity.formula
    if isinstance(formula, (RowsAddUp, LinesAddUp)):
        there = any(table in tables for table in formula.tables)
        return pick(nothing if there else ("没有这类表", "it has no such table"), lang)
    if isinstance(formula, CellsAgree):
        for selector in (*formula.left, *formula.right):
            if not any(table in tables for table in selector.tables):
                zh, en = table_names()[TableKind(selector.tables[0])]
                return pick((f"没有{zh}", f"it has no table “{en}”"), lang)
        return pick(nothing, lang)
    if isinstance(formula, TextAgrees):
        return pick(
            (
                "文字说明中没有这一数字，或没有对应的表",
                "its text does not say this figure, or the table is missing",
            ),
            lang,
        )
    if isinstance(formula, (DocumentsAgree, RestatedAgrees)):
        zh, en = _OTHERS[formula.other]
        return pick(
            (f"没有{zh}，或两份文件没有可以核对的数字", f"there is no {en}, or nothing in both to compare"),
            lang,
        )
    assert isinstance(formula, Rule)
    return pick(("没有可以核对的内容", "it has nothing that could be tested"), lang)


def money(fen: int, *, sign: bool = False) -> str:
    """An amount in 万元, exact: with two decimals, or as many as it has."""
    decimals = next(
        places
        for places in range(_FEWEST_DECIMALS, _MOST_DECIMALS + 1)
        if fen * 10**places % FEN_PER_WAN_YUAN == 0
    )
    return wan_yuan(fen, decimals, sign=sign)


def _repair(repair: Repair, lang: Language) -> str:
    at = _place(repair.cell._asdict(), lang)
    amount, amount_en = money(repair.should_fen), million_yuan(repair.should_fen)
    if repair.printed_fen is None:
        return pick(
            (
                f"{at}“{repair.line}”的空白为{amount}万元",
                f"“{repair.line}” ({at}), blank, were {amount_en}",
            ),
            lang,
        )
    printed = money(repair.printed_fen)
    return pick(
        (
            f"{at}“{repair.line}”的{printed}万元改为{amount}万元",
            f"{million_yuan(repair.printed_fen)} of “{repair.line}” ({at}) were {amount_en}",
        ),
        lang,
    )


def _what(identity: Identity, row: Row, lang: Language) -> str:
    """What is printed, up to its amount."""
    zh = lang == "zh"
    line = row["line"]
    if isinstance(identity.formula, TextAgrees):
        return f"文中“{line}”为" if zh else f"The text says for “{line}” "
    if isinstance(identity.formula, RestatedAgrees):
        if identity.formula.other == "budget":
            return f"文中“{line}”的年初预算为" if zh else f"The text says for “{line}” an initial budget of "
        return (
            f"按文中增减推算，“{line}”上年为" if zh else f"By the change said, “{line}” was the year before "
        )
    side = {"income": ("收入", "income, "), "expenditure": ("支出", "expenditure, ")}.get(
        str(row.get("side") or ""), ("", "")
    )
    title = f"《{row.get('title') or ''}》{pick(side, lang)}"
    cells = int(str(row.get("cells") or 1))
    if cells > 1:
        return (
            f"{title}“{line}”等{cells}个数合计为" if zh else f"{title}“{line}” and others ({cells} amounts): "
        )
    measure = measure_name(None if row.get("measure") is None else str(row["measure"]), lang)
    return f"{title}“{line}”的{measure}为" if zh else f"{title}“{line}”, {measure}: "


def _places(row: Row, against: Places, lang: Language) -> str:
    """Where it is printed, and where what it is compared with."""
    here = _place(row, lang)
    if not against:
        return here
    others = [
        _place(place, lang, of=str(place["document"]) if place["document"] != row["document"] else "")
        for place in against[:_MOST_PLACES]
    ]
    more = len(against) > _MOST_PLACES
    if lang == "zh":
        return f"{here}，对照{'、'.join(others)}{f'等{len(against)}处' if more else ''}"
    return f"{here}; against {', '.join(others)}{f', … ({len(against)} places)' if more else ''}"


def _place(place: Row, lang: Language, of: str = "") -> str:
    column = place.get("column")
    if lang == "zh":
        document = f"《{of}》" if of else ""
        return f"{document}第{place['page']}页第{place['row']}行" + (
            f"第{column}列" if column is not None else ""
        )
    document = f"{of}, " if of else ""
    return f"{document}page {place['page']}, row {place['row']}" + (
        f", column {column}" if column is not None else ""
    )
