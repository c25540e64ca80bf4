"""What a document could say to those who read it with a program, and a way to have it said everywhere.

`PAYLOADS` is the one list for every door: page, index, notebook, workbook, CSV, mail. None of it may execute,
fetch, link, or become a formula. What would run sets `window.pwned`; what would fetch asks `attacker.example`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PAYLOADS: dict[str, str] = {
    "script": "<script>window.pwned=1</script>",
    "image": '<img src="https://attacker.example/i.png" onerror="window.pwned=1">',
    "closes a script": "</script><script>window.pwned=1</script>",
    "closes a comment": "--><svg onload=window.pwned=1>",
    "closes an attribute": '"\'><input autofocus onfocus=window.pwned=1 x="',
    "closes a style": '</style></title></textarea><iframe src="javascript:parent.pwned=1"></iframe>',
    "entity": "&lt;script&gt;window.pwned=1&lt;/script&gt;&#x3C;img src=x onerror=window.pwned=1&#x3E;",
    "markdown link": "[点击](javascript:window.pwned=1) [网](https://attacker.example/a)",
    "markdown image": "![图](https://attacker.example/track.png)\n\n# 标题\n\n```\n<script>window.pwned=1</script>",
    "template": "{{ 7*7 }}{% for x in (1,) %}{{ self.__init__.__globals__ }}{% endfor %}${7*7}<%= 7*7 %>",
    "mathematics": r"$\href{javascript:window.pwned=1}{x}$ $$\unicode{x3C}$$",
    "right to left": "\u202e=1+1\u202c\u2066预算\u2069\u200f",
    "link formula": '=HYPERLINK("https://attacker.example/h","点击")',
    "dde": "=cmd|' /C calc'!A0",
    "signs": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "full-width equals": "＝1+1",
    "full-width minus": "－2+3",
    "full-width plus": "＋1+1",
    "full-width at": "＠SUM(1+1)",
    "array formula": "{=SUM(1+1)}",
    "tab": "\t=1+1",
    "line feed": "\r\n=1+1",
    "invisible": "\ufeff\u200b=1+1",
    "closes a field": '甲",=1+1,"\n=1+1',
    "address": "https://attacker.example/auto",
    "inner address": "internal:Sheet1!A1",
    "outer address": r"external:\\attacker.example\share\a.xlsx#Sheet1!A1",
    "carriage return": "甲\r=1+1,=1+1",
    "markup of a cell": "<r><t>甲</t></r></si></sst><f>1+1</f><r></r>",
    "no characters": "甲\uffff\ufffe乙",
    "escaped escape": "_x003D_1+1_x000D_",
    "controls": "\x1b[2J\x07\x1b]8;;https://attacker.example/t\x07甲\x1b]8;;\x07",
}

# Words of ours, not of the document: by them frames are joined and rows are found.
OURS = frozenset(
    {"document", "against_document", "base_document", "metric", "measure", "role", "suite", "identity"}
)


def planted(
    frame: pl.DataFrame, department: str, texts: Mapping[str, str] = PAYLOADS, but: Collection[str] = ()
) -> pl.DataFrame:
    """A frame of the clean data that says something hostile in every text field.

    Args:
        frame: any frame of a document; its first rows are repeated until each column has said each text.
        department: the name that all rows bear.
        texts: what is planted, in turn, each column beginning with another.
        but: further columns that keep what they say.
    """
    said = list(texts.values())
    rows = pl.int_range(max(frame.height, len(said)), eager=True) % frame.height
    whole = frame[rows] if frame.height else frame
    fields = [
        name
        for name, dtype in frame.schema.items()
        if dtype == pl.String and name not in OURS | {"department"} | set(but)
    ]
    return whole.with_columns(
        *(
            pl.Series(
                name, [said[(number + row) % len(said)] for row in range(whole.height)], dtype=pl.String
            )
            for number, name in enumerate(fields)
        ),
        *([pl.lit(department).alias("department")] if "department" in frame.columns else []),
    )
