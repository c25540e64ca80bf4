"""data/clean as a data package: what each file holds, by the same declarations as the data dictionary.

The descriptor follows Data Package v2 (https://datapackage.org/standard/). It says no time, so that the same
data have the same descriptor.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.model import dictionary, schemas
from yusuan.storage import export

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    import dataframely as dy

FILE = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"
_MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_WEB = re.compile(r"https?://\S+")
_DESCRIPTION = (
    "由部门预算、部门决算公开读出的清洁数据，各列的含义见 README.md。CSV 供电子表格：金额为元，"
    "像公式的文字前加撇号，列表写作 JSON；Parquet 供程序：金额为整数分。"
    " Clean data read from published budgets and final accounts. In CSV amounts are in yuan, texts that look like "
    "formulas have an apostrophe before them, and lists are JSON; in Parquet amounts are whole fen (0.01 yuan)."
)
# Who publishes a budget says what may be done with it; most say nothing.
_LICENCE = {
    "name": "notspecified",
    "title": "原文件由发布者依法公开，使用以发布者的规定为准 (published by governments, under their terms)",
}


def writer(folder: Path, names: Collection[str]) -> Callable[[Path], None]:
    """What writes the descriptor of a folder of clean data, last of a set of files that are committed together.

    Args:
        folder: the clean data.
        names: of the frames that stand there when the set is in place; a file that is not there is not listed.

    Returns:
        A `files.Writer`: it takes a file from beside its own path where the set holds it, else from the folder.
    """

    def write(path: Path) -> None:
        def found(name: str) -> Path:
            beside = path.with_name(name)
            return beside if beside.exists() else folder / name

        path.write_text(json.dumps(_package(found, names), ensure_ascii=False, indent=1) + "\n", "utf-8")

    return write


def _package(found: Callable[[str], Path], names: Collection[str]) -> dict[str, Any]:
    frames = schemas.CLEAN | schemas.CHECKED
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "yusuan-clean-data",
        "title": "部门预算、决算清洁数据 (clean data of budgets and final accounts)",
        "description": _DESCRIPTION,
        "licenses": [_LICENCE],
        "sources": _sources(pl.read_parquet(found("documents.parquet"))),
        "resources": [
            _resource(found, name, schema, form)
            for name, schema in frames.items()
            if name in names
            for form in _MEDIA_TYPES
            if found(f"{name}.{form}").exists()
        ],
    }


def _sources(documents: pl.DataFrame) -> list[dict[str, str]]:
    """The documents, with the address that their sidecar gives where it is one of the web."""
    return [
        {
            "title": " · ".join(text for text in (row["title"] or row["document"], row["publisher"]) if text),
            **({"path": row["source"]} if row["source"] and _WEB.fullmatch(row["source"]) else {}),
            "version": f"sha256:{row['sha256']}",
        }
        for row in documents.iter_rows(named=True)
    ]


def _resource(found: Callable[[str], Path], name: str, schema: type[dy.Schema], form: str) -> dict[str, Any]:
    file = f"{name}.{form}"
    with found(file).open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "name": file,
        "type": "table",
        "path": file,
        "description": dictionary.first_line(schema),
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
        **({"encoding": "utf-8"} if form == "csv" else {}),
        "bytes": found(file).stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": _schema(name, schema, form),
    }


def _schema(name: str, schema: type[dy.Schema], form: str) -> dict[str, Any]:
    columns = schema.columns()
    shown = {column: column for column in columns}
    if form == "csv":
        in_csv = export.contract(name, schema.create_empty()).columns
        shown = {column: column if column in columns else _in_fen(column) for column in in_csv}
    described: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, columns[declared], form) for column, declared in shown.items()],
    }
    if key := schema.primary_key():
        described["primaryKey"] = key
    if name != "documents" and "department" in columns:
        reference = {"resource": f"documents.{form}", "fields": ["document"]}
        described["foreignKeys"] = [{"fields": ["document"], "reference": reference}]
    return described


def _field(name: str, declared: dy.Column, form: str) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    # An empty text counts as missing, and some texts are empty; so is an empty list in a CSV.
    may_be_empty = pl.String if form == "parquet" else pl.String | pl.List
    if not declared.nullable and not isinstance(declared.dtype, may_be_empty):
        constraints["required"] = True
    if isinstance(declared.dtype, pl.Enum):
        constraints["enum"] = declared.dtype.categories.to_list()
    in_yuan = form == "csv" and name.endswith("_yuan")
    meaning = declared.description or ""
    return {
        "name": name,
        "type": "number" if in_yuan else dictionary.type_of(declared.dtype).in_package,
        "description": meaning.replace("，分", "，元") if in_yuan else meaning,
        **({"constraints": constraints} if constraints else {}),
    }


def _in_fen(column: str) -> str:
    return column.removesuffix("_yuan") + "_fen"
