"""Figures in words: numbers, changes and findings as a finance officer writes them, in Chinese or English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from yusuan import reference
from yusuan.model.money import FEN_PER_WAN_YUAN, wan_yuan
from yusuan.model.text import enumerator, fold
from yusuan.model.vocabulary import PHASE_NAMES, BaseOrigin, Language, Phase, pick
from yusuan.reference.metrics import metric_name

if TYPE_CHECKING:
    from collections.abc import Mapping

# Below half of 0.01 万元 an amount would read 0.00 万元: it is given in 元.
_LEAST_FEN_IN_WAN_YUAN = FEN_PER_WAN_YUAN // 200
_PERCENT = Decimal("0.1")
_FEN_PER_MILLION_YUAN = 100_000_000
_PRINTED_CODE = re.compile(r"^[\[［(（]?\d{3,7}[\]］)）]?\s*")
_SENTENCE_END = "。；;，,、. "

UNIT_NAMES = {
    "人": "people",
    "家": "units",
    "个": "items",
    "辆": "vehicles",
    "平方米": "m²",
    "台": "sets",
    "套": "sets",
    "台/套": "sets",
    "台（套）": "sets",
}

# What `Workspace.variance` notes, in English; notes that hold figures are shown as they are.
_NOTES = {
    "上年未公开": "base year not disclosed",
    "本年未公开": "this year not disclosed",
    "新增": "new",
    "取消": "ended",
    "基数为负，不计算增减率": "no rate on a negative base",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line in two years.

    Attributes:
        line: its name, as the document prints it.
        year: the year reported on.
        base_year: the year compared with.
        current_fen: amount of `year` in 分, None where not disclosed.
        base_fen: amount of `base_year` in 分, None where not disclosed.
        implied: whether the base was worked back from the later document's prose.
        reason: the document's own words.
        phase: of the document.
    """

    line: str
    year: int
    base_year: int
    current_fen: int | None
    base_fen: int | None
    implied: bool = False
    reason: str | None = None
    phase: str = Phase.BUDGET.value

    @classmethod
    def of(cls, row: Mapping[str, Any], year: int, base_year: int, lang: Language = "zh") -> Comparison:
        """The comparison that a row of `Workspace.variance` holds."""
        return cls(
            line=line(row, lang),
            year=year,
            base_year=base_year,
            current_fen=row["current_fen"],
            base_fen=row["base_fen"],
            implied=row.get("base_origin") == BaseOrigin.IMPLIED,
            reason=row.get("reason"),
            phase=row.get("phase") or Phase.BUDGET.value,
        )


def headline(comparison: Comparison, lang: Language = "zh") -> str:
    """The finding in one sentence, with the document's reason where it gives one.

    Example: “2024年本年预算5,320.79万元，比上年减少49.84万元，下降0.9%。主要原因：压减行政运行成本。”
    """
    what = subject(comparison, lang)
    if comparison.current_fen is None:
        return pick((f"{what}未见于文件，不作比较。", f"{what}: not found in the document."), lang)
    now, moved = amount(comparison.current_fen, lang), movement(comparison, lang)
    text = pick((f"{what}{now}，{moved}。", f"{what}: {now}, {moved}."), lang)
    if given := _tidy(comparison.reason):
        text += pick((f"主要原因：{given}。", f" Main reason given: “{given}”."), lang)
    return text


def subject(comparison: Comparison, lang: Language = "zh") -> str:
    """What and when: “2024年本年预算”, with the phase where the name leaves it open."""
    stage = pick(PHASE_NAMES[Phase(comparison.phase)], lang)
    if lang == "en":
        return f"{comparison.line}, {comparison.year} {stage}"
    suffix = "" if stage in comparison.line or comparison.phase == Phase.BUDGET else stage
    return f"{comparison.year}年{comparison.line}{suffix}"


def movement(comparison: Comparison, lang: Language = "zh") -> str:
    """The change in words: “比上年减少49.84万元，下降0.9%”, “与上年持平”; no rate without a positive base."""
    current, base = comparison.current_fen, comparison.base_fen
    before = _before(comparison, lang)
    if current is None or base is None:
        return pick((f"没有可比的{before}数", f"no comparable amount of {before}"), lang)
    if current == base:
        return pick((f"与{before}持平", f"unchanged from {before}"), lang)
    if lang == "en":
        moved = amount(abs(current - base), lang)
        text = f"{moved} {'more' if current > base else 'less'} than in {before}"
        return text + (f" ({_pace(current, base, lang)})" if base > 0 else _no_rate(base, before, lang))
    return f"比{before}{change(current, base, lang, before)}"


def change(current: int, base: int, lang: Language = "zh", before: str = "") -> str:
    """A change without what it is from: “减少49.84万元，下降0.9%”, “持平”; no rate without a positive base.

    Args:
        current: the later amount in 分.
        base: the earlier one.
        lang: of the words.
        before: name of the base, where a missing rate is to be explained.
    """
    if current == base:
        return pick(("持平", "unchanged"), lang)
    moved = amount(abs(current - base), lang)
    text = pick(
        (f"{'增加' if current > base else '减少'}{moved}", f"{'up' if current > base else 'down'} {moved}"),
        lang,
    )
    if base > 0:
        return text + pick((f"，{_pace(current, base, lang)}", f" ({_pace(current, base, lang)})"), lang)
    return text + (_no_rate(base, before, lang) if before else "")


def _pace(current: int, base: int, lang: Language) -> str:
    """“下降0.9%”."""
    rate = percent(current - base, base, lang)
    up, down = pick(("增长", "up "), lang), pick(("下降", "down "), lang)
    return f"{up if current > base else down}{rate}"


def _no_rate(base: int, before: str, lang: Language) -> str:
    why = pick(("为0", "zero") if base == 0 else ("为负数", "negative"), lang)
    return pick((f"（{before}{why}，不计算增减率）", f" (no rate on a {why} base)"), lang)


def amount(fen: int, lang: Language = "zh") -> str:
    """An amount for a sentence, less than 0.01 万元 in 元; in English in million yuan.

    >>> amount(5_320_790_000), amount(5_320_790_000, "en")
    ('5,320.79万元', 'CNY 53.2079 million')
    """
    if lang == "en":
        value = (Decimal(fen) / _FEN_PER_MILLION_YUAN).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
        return f"CNY {value:,f} million".replace("-", "−")
    if fen and abs(fen) < _LEAST_FEN_IN_WAN_YUAN:
        return f"{Decimal(fen) / 100:f}元".replace("-", "−")
    return f"{wan_yuan(fen)}万元" if fen else "0万元"


def percent(part: float, whole: float = 1, lang: Language = "zh", decimals: int = 1) -> str:
    """The size of a ratio, without sign, rounded half up; a sentence gives one decimal, a table two.

    >>> percent(-49.84, 5370.63), percent(1, 5000)
    ('0.9%', '不足0.1%')

    Raises:
        ZeroDivisionError: the whole is zero; a rate needs a base.
    """
    value = abs(_ratio(part, whole) * 100)
    least = Decimal(1).scaleb(-decimals)
    rounded = value.quantize(least, rounding=ROUND_HALF_UP)
    if rounded == 0 and value:
        return pick((f"不足{least:f}%", f"less than {least:f}%"), lang)
    return f"{rounded:,f}%" if rounded else "0%"


def points(difference: float, lang: Language = "zh") -> str:
    """A difference of two rates (fractions), in percentage points.

    >>> points(0.0123), points(0.0)
    ('上升1.2个百分点', '持平')
    """
    value = (_ratio(difference, 1) * 100).quantize(_PERCENT, rounding=ROUND_HALF_UP)
    if value == 0:
        return pick(("持平", "unchanged"), lang)
    if lang == "zh":
        return f"{'上升' if value > 0 else '下降'}{abs(value):f}个百分点"
    return f"{'up' if value > 0 else 'down'} {abs(value):f} percentage points"


def quantity(value: float, unit: str | None, lang: Language = "zh") -> str:
    """A count or measure with its unit: “247人”, “14,865.43平方米”."""
    number = f"{Decimal(repr(value)).normalize():,f}"
    if not unit:
        return number
    return f"{number}{unit}" if lang == "zh" else f"{number} {UNIT_NAMES.get(unit, unit)}"


def notes(note: str | None, lang: Language = "zh") -> str:
    """What `Workspace.variance` notes of a line, for readers; "" where it is nothing to speak of."""
    parts = [part for part in (note or "").split("；") if part not in {"", "—"}]
    return pick(("；", "; "), lang).join(
        parts if lang == "zh" else [_NOTES.get(part, part) for part in parts]
    )


def name(metric: str | None, line: str, lang: Language = "zh", by_metric: bool | None = None) -> str:
    """The name of a line for readers.

    Args:
        metric: its metric, where it has one.
        line: as printed.
        lang: of the name.
        by_metric: whether the reviewed name of the metric is wanted rather than the print; where None, in
            English only.
    """
    wanted = lang == "en" if by_metric is None else by_metric or lang == "en"
    if not wanted or metric is None:
        return line
    try:
        return metric_name(metric, lang)
    except KeyError:
        return line


def line(row: Mapping[str, Any], lang: Language = "zh") -> str:
    """The name of a row's line for readers, without the numbers that the print puts before it.

    In English a known metric and the 类 of a classification have reviewed names; other lines stay as printed.
    """
    code = row.get("code")
    if lang == "en" and code and (known := reference.class_names().get(code)):
        return known
    return unnumbered(name(row.get("metric"), row["line"], lang))


def unnumbered(label: str) -> str:
    """A label without enumerator and code: “一、[301]工资福利支出” → “工资福利支出”."""
    label = fold(label)
    bare = _PRINTED_CODE.sub("", label[len(enumerator(label)) :])
    return bare or label


def _ratio(part: float, whole: float) -> Decimal:
    if not whole:
        raise ZeroDivisionError("a rate needs a base")
    return Decimal(repr(part)) / Decimal(repr(whole))


def _before(comparison: Comparison, lang: Language) -> str:
    if comparison.base_year == comparison.year - 1:
        return "上年" if lang == "zh" else "the previous year"
    return f"{comparison.base_year}年" if lang == "zh" else str(comparison.base_year)


def _tidy(reason: str | None) -> str:
    text = (reason or "").strip().strip(_SENTENCE_END)
    return text.removeprefix("是").strip(_SENTENCE_END)
