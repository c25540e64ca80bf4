"""What can be the name of a body: a ministry, a bureau, a court, a school, a town, a station, a company."""

from __future__ import annotations

import re
from functools import cache

from yusuan import reference
from yusuan.model.text import plain

_LETTERS = re.compile(r"^[\u4e00-\u9fff\u3400-\u4dbf0-9A-Za-z（）·•“”、－-]+$")
# What stands before a name and is none of it: a code, a mark of the list of attachments, a form of words.
_BEFORE = re.compile(
    r"""^(?:
        (?:附件|附表|附)[\d一二三四五六七八九十]*(?:-\d+)?[：.、]?
      | [\[［（]\d{3,}[\]］）]
      | \d+[-－_—]+
      | \d{3}(?:\d{3}){0,2}(?!\d)(?=[\u4e00-\u9fff])
      | （?(?:部门|财政|信息|预算|决算)*公开(?:）|[-－—：]+)
      | 关于(?:公开|公布|印发|批复)?
      | 第.{1,2}部分
      | [：\-－—_·•、《〈]
    )""",
    re.VERBOSE,
)
_BEHIND = re.compile(
    r"(?:部门|单位|（(?:部门|单位|汇总|公章|盖章|公开|部门汇总|含下属单位)）|关于|公开|的|[：\-－—_·•、》〉])$"
)
_NO_NAME = re.compile(
    r"""目录|附件|第.{1,2}部分|预算|决算|情况|说明|报告|[，；：。！？<>|【】]
      | 当前位置|首页|导航|网站|栏目|政务公开|信息公开|正文|索引号|来源|发布|浏览|打印|分享|下载
      | 单位名称|部门名称|金额|万元|万字|名称$|职责|职能|收入|支出|收支|经费|[表章]$
      | ^(?:部门|单位|各|本|我|全(?!国)|该|其|市级|区级|县级|省级|中央)
      | ^表[\d一二三四五六七八九十] | ^第?[一二三四五六七八九十]+$ | 部门$ | [和及与]$ | ^[和及与]
    """,
    re.VERBOSE,
)
_PLACE = re.compile(
    r"^.{0,12}(?:省|市|县|区|州|盟|旗|市级|省级|县级|区级|本级)$"  # a place and its government, no body of it
)
_BODY_LIKE_PLACE = re.compile(r"(?:开发区|管理区|新区|园区|示范区|试验区|保税区|景区|林区|服务区|校区)$")
_OWN_OFFICE = re.compile(r"（?本级）?$")
_ENDS_IN_BRACKETS = re.compile(r"（[^（）]*）$")
# A blank of a form: what is to be filled in.
_BLANK = re.compile(r"[X×x＊*○〇ＸO_＿]{2,}|某某|（(?:单位|部门|填写)[^（）]{0,8}）|\.{4,}|…{2,}")
_SHORTEST, _LONGEST = 3, 45


def name_of(text: str, *, sure: bool) -> str:
    """A text as the name of a body, "" if it cannot be one.

    Args:
        text: squeezed.
        sure: whether its place says that it is one (a title, a field); elsewhere it must end like one.

    Returns:
        The name with half-width brackets.
    """
    name = plain(text)
    while (shorter := _BEHIND.sub("", _BEFORE.sub("", name))) != name:
        name = shorter
    core = _OWN_OFFICE.sub("", name)
    if not _SHORTEST <= len(name) <= _LONGEST or not core:
        return ""
    if not _LETTERS.match(name) or _NO_NAME.search(core) or is_blank(name) or name.isdigit():
        return ""
    if is_place(core) or not (sure or ends_like_a_body(core)):
        return ""
    return name.replace("（", "(").replace("）", ")")


def ends_like_a_body(name: str) -> bool:
    """Whether a name ends as those of bodies do, whatever stands in brackets behind it."""
    name = name.replace("(", "（").replace(")", "）")
    while (shorter := _ENDS_IN_BRACKETS.sub("", name)) != name:
        name = shorter
    return name.endswith(_endings())


def is_place(name: str) -> bool:
    """Whether a name is that of a province, city or county: of its government, not of a body."""
    return bool(_PLACE.match(name)) and not _BODY_LIKE_PLACE.search(name)


def is_blank(text: str) -> bool:
    """Whether a text holds a blank to be filled in (XX局, ××县, （单位名称）)."""
    return _BLANK.search(text) is not None


def is_own_office(name: str) -> bool:
    """Whether a name is that of a department's own office (本级), a unit of it."""
    return name.endswith(("(本级)", "本级"))


@cache
def _endings() -> tuple[str, ...]:
    return tuple(reference.body_endings())
