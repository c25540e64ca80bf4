"""Places in a sentence that a template left unfilled: XX局, 增加__%, 预算为万元, 主要原因是。 and their like."""

from __future__ import annotations

import re

_END = r"(?=[，。；、（）]|$)"
_NO_FIGURE = "(?<!单位)为|占|约|共计|合计|增加|减少|增长|下降|上升|降低|预算|支出|收入|经费|拨款"
_BLANK = re.compile(
    "|".join(
        (
            r"(?<=[一-龥“《])[Xx×✕]{2,}|(?<![A-Za-z0-9])[Xx×✕]{2,}(?=[一-龥%％])",
            r"[_＿﹏]{2,}[^，。；]{0,4}",
            rf"(?:{_NO_FIGURE})(?:（[增减][^）]*）)?(?:万元|亿元|%|％){_END}",
            rf"(?:为|共有?|购置|保有量)(?:辆|台（?套?）?|人次|批次){_END}",
            r"原因(?:是|为|：)+[。；]",
            r"（如有）|（部、委、办）|（(?:单位|部门)名称）|（(?:请|此处|填写)[^）]{1,20}）|（）",
            r"某某(?:局|厅|委|部门|单位)",
        )
    )
)


def blanks(text: str) -> list[tuple[int, int]]:
    """Where a sentence is unfilled, each wording once.

    Args:
        text: blanks folded, so that nothing stands between 为 and 万元 where a figure should.

    Returns:
        Start and end of each place, in order.
    """
    found: dict[str, tuple[int, int]] = {}
    for match in _BLANK.finditer(text):
        found.setdefault(match.group(), match.span())
    return list(found.values())
