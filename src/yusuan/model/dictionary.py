"""The data dictionary of data/clean, generated from the schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from yusuan.model import schemas

if TYPE_CHECKING:
    import dataframely as dy

_OPENING = """\
# data/clean — 清洁数据

由 `yusuan ingest` 从 `data/raw/` 生成，`outcomes`、`judgements`、`findings`、`untested` 与
`waivers` 由 `yusuan check` 生成。
不要手工修改：下次运行即被覆盖。
本文件由 `yusuan.model.dictionary` 从 `yusuan.model.schemas` 生成。

- 每个数据框有两份：`*.parquet`（金额以整数分 `*_fen` 保存），
  与 `*.csv`（供电子表格；`*_fen` 写作 `*_yuan`，即精确到分的元；列表写作 JSON）。
- 空白是空，从不当作零。比率是小数，不是百分数。
- `datapackage.json` 以 Data Package v2（https://datapackage.org）说明各文件的列、类型、大小和 SHA-256。
- `state.json` 记录上次运行所依据的内容，供 `yusuan run` 判断有无变化。

Rebuilt from `data/raw/` by `yusuan ingest` (`outcomes`, `judgements`, `findings`, `untested` and
`waivers` by `yusuan check`); never edited by hand. Parquet keeps amounts as whole 分 (0.01 元) in `*_fen`; the CSV beside it has exact 元 in `*_yuan`, and lists as
JSON. `datapackage.json` describes every file (Data Package v2).
"""


class Type(NamedTuple):
    """A type of column: Polars' own, in words, and in a Table Schema (https://datapackage.org)."""

    of: type[pl.DataType]
    words: str
    in_package: str


_TYPES = (
    Type(pl.Enum, "一览中之一 enum", "string"),
    Type(pl.String, "文字 text", "string"),
    Type(pl.Int32, "整数 int32", "integer"),
    Type(pl.Int64, "整数 int64", "integer"),
    Type(pl.Float64, "数 float64", "number"),
    Type(pl.Boolean, "是否 bool", "boolean"),
    Type(pl.Date, "日期 date", "date"),
    Type(pl.List, "列表 list", "array"),
)


def markdown() -> str:
    """The dictionary as Markdown: one table a frame; column, type, whether it may be empty, meaning."""
    frames = schemas.CLEAN | schemas.CHECKED
    return _OPENING + "".join(_section(name, schema) for name, schema in frames.items())


def _section(name: str, schema: type[dy.Schema]) -> str:
    lines = [
        f"\n## {name}\n",
        f"{first_line(schema)}\n",
        "| 列 column | 类型 type | 可空 null | 含义 meaning |",
        "| --- | --- | --- | --- |",
    ]
    for column, declared in schema.columns().items():
        key = "（键 key）" if declared.primary_key else ""
        null = "是 yes" if declared.nullable else ""
        meaning = _cell(declared.description or "") + _choices(declared.dtype)
        lines.append(f"| `{column}` | {type_of(declared.dtype).words} | {null} | {meaning}{key} |")
    return "\n".join(lines) + "\n"


def first_line(schema: type[dy.Schema]) -> str:
    """What a row of a frame is."""
    return (schema.__doc__ or "").strip().splitlines()[0]


def type_of(dtype: pl.DataType) -> Type:
    """The type of a column."""
    return next(kind for kind in _TYPES if isinstance(dtype, kind.of))


def _choices(dtype: pl.DataType) -> str:
    if not isinstance(dtype, pl.Enum):
        return ""
    return "：" + " · ".join(f"`{choice}`" for choice in dtype.categories)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
