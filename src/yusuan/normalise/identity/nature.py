"""What a file is, where it is no disclosure of a body: a government's budget, a form to fill in, a page of links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yusuan.extract.raw import TextLine
from yusuan.model.text import plain, squeeze
from yusuan.normalise.identity.bodies import is_blank, is_place, name_of
from yusuan.normalise.identity.titles import YEAR, parse_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.extract.raw import RawDocument

_FRONT_BLOCKS = 30
_MOST_LINES = 4
_OF_A_BODY = re.compile("部门|单位")
_QUOTES = str.maketrans(dict.fromkeys("《》〈〉“”\"'‘’【】", None))
_YEARS = rf"{YEAR}年?度?"
# Of a government: its four budgets (四本账), its debt, the report on how its budget was carried out.
_GOVERNMENT = re.compile(
    rf"""^(?:附件\d*：?|关于)?(?P<before>[^。；]*?){_YEARS}(?P<after>[^。；]*?)(?:
        预算执行情况.*
      | (?:财政|政府|地方财政|财政总|总|本级财政|财政收支)(?:收支)?(?:预算|决算)(?:草案)?(?:公开|报告|编制|情况|的|说明|表|及.*|和.*)*
      | (?:政府)?(?:一般|专项)?(?:债务|债券)(?:限额|余额|发行|收支|还本付息|使用|情况).*
      | (?:一般公共预算|公共财政预算)(?:收入|收支平衡|收支|税收返还|转移支付).*
      | (?:政府性基金|国有资本经营)(?:预算)?(?:收入|收支|转移支付)(?:预算|决算)?.*表.*
      | 社会保险基金(?:预算|决算)?(?:收入|支出|收支|结余)?(?:预算|决算)?.*
    )$""",
    re.VERBOSE,
)
_EXECUTION = re.compile(rf"{_YEARS}[^。；]{{0,20}}预算执行情况.*{_YEARS}?.*(?:预算草案|报告)")
_TAXES = frozenset({
    "增值税", "企业所得税", "个人所得税", "资源税", "城市维护建设税", "房产税", "印花税", "城镇土地使用税",
    "土地增值税", "车船税", "耕地占用税", "契税", "环境保护税", "烟叶税",
})  # fmt: skip
_LEAST_TAXES = 4
_BLANK_FIELD = re.compile(r"(?:部门|单位)(?:（[^）]*）)?(?:名称)?：(?P<value>.*)$")
_ATTACHED = re.compile(
    r"附件|详见|点击(?:下载|查看|此处)|下载|\.(?:pdf|docx?|xlsx?|et|wps|zip|rar|ofd)\b", re.IGNORECASE
)
_MOST_WORDS_OF_A_LINK = 800
_AMOUNT = re.compile(r"\d(?:[\d,，]*\.\d+|[\d,，]*)(?:万|亿|千|百万)?元")


def is_of_a_government(raw: RawDocument) -> str:
    """The words that say that a file holds a government's budget, "" where none does.

    The four budgets, tables of debt, reports on the execution of the budget: money of a whole province, city or
    county, which is of no one body, least of all of the finance bureau that prints it.
    """
    for text in _titles(raw):
        title = parse_title(text)
        if title is not None and title.name and _OF_A_BODY.search(text.replace(title.name, "")):
            return ""
        match = _GOVERNMENT.match(text)
        if match is not None and _is_whole_government(match["before"] or match["after"]):
            return text
        if _EXECUTION.search(text):
            return text
    taxes = {plain(cell.text) for table in raw.tables() for cell in table.cells} & _TAXES
    return "、".join(sorted(taxes)) if len(taxes) >= _LEAST_TAXES else ""


def _is_whole_government(text: str) -> bool:
    """Whether a title says whose budget it is by a place, a level or not at all: not by the name of a body."""
    if _OF_A_BODY.search(text):
        return False
    name = re.sub(r"(?:人民政府|[市县区省]?(?:本级|级)|汇总|全[省市县区镇乡]|地方|[和及、]|关于)", "", text)
    return not name or is_place(name) or name.endswith(("镇", "乡", "街道")) or not name_of(name, sure=False)


def is_template(raw: RawDocument) -> str:
    """The words that show that a file is a form to fill in (XX局20XX年部门预算), "" where none do."""
    for text in _titles(raw):
        if is_blank(text) and re.search("预算|决算", text):
            return text
    for line in raw.lines():
        match = _BLANK_FIELD.search(squeeze(line.text))
        if match is not None and is_blank(match["value"]):
            return squeeze(line.text)
    return ""


def is_link(raw: RawDocument) -> str:
    """The words by which a page only leads to the document, "" where it holds more: amounts or many words."""
    texts = [squeeze(line.text) for line in raw.lines()]
    if sum(map(len, texts)) > _MOST_WORDS_OF_A_LINK or any(_AMOUNT.search(text) for text in texts):
        return ""
    if any(re.search(r"\d\.\d", cell.text) for table in raw.tables() for cell in table.cells):
        return ""
    return next((text for text in reversed(texts) if _ATTACHED.search(text)), "")


def _titles(raw: RawDocument) -> Iterator[str]:
    """Lines at the front, alone and joined to the next ones on their page, quotes left out."""
    lines = [block for block in raw.blocks[:_FRONT_BLOCKS] if isinstance(block, TextLine)]
    for start, line in enumerate(lines):
        joined = ""
        for other in lines[start : start + _MOST_LINES]:
            if other.page != line.page:
                break
            joined += squeeze(other.text).translate(_QUOTES)
            yield joined
