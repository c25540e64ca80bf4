"""Waivers: findings that were reviewed and may stand, each with its reason, who decided it and until when.

They stand in `waivers.toml` beside the suites. A finding keeps its status and shows its waiver.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 — pydantic reads the annotations
import tomllib
from typing import TYPE_CHECKING, Annotated

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from yusuan.model import schemas

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

FILE = "waivers.toml"

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
_Place = Annotated[int, Field(ge=1, le=1_000_000)]
# What a waiver may say to be about some findings of its identity only.
_NARROWER = ("line", "measure", "page", "row", "column")
# Pydantic's kinds of error, in the reader's language.
_WRONG = {
    "missing": "缺少",
    "extra_forbidden": "没有这一项",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_too_long": "过长",
    "int_type": "应为整数",
    "greater_than_equal": "应从1起",
    "less_than_equal": "过大",
    "date_type": "应为日期，如 2026-12-31",
    "list_type": "应写作 [[waiver]]",
    "model_type": "应写作 [[waiver]]",
}


class WaiverError(Exception):
    """A file of waivers that cannot be right; one line that names the file, the entry and the field."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Waiver(_Strict):
    """One reviewed exception.

    Attributes:
        document: id of the document that the finding is of.
        identity: of the finding, not of one of its witnesses.
        line: the finding's, where only that of this line is meant.
        measure: likewise.
        page: likewise, 1-based; so are row and column.
        row: likewise.
        column: likewise.
        reason: why it may stand.
        decided_by: who decided it.
        until: the last day on which it counts.
    """

    document: _Text
    identity: _Text
    line: _Text | None = None
    measure: _Text | None = None
    page: _Place | None = None
    row: _Place | None = None
    column: _Place | None = None
    reason: _Text
    decided_by: _Text
    until: dt.date

    @property
    def note(self) -> str:
        """Reason, who decided and until when, as a finding shows it."""
        return f"{self.reason}（{self.decided_by}，至{self.until}）"

    def has_expired(self, today: dt.date) -> bool:
        """Whether its last day is over."""
        return self.until < today


class _File(_Strict):
    waiver: list[Waiver] = []


def load(suites: Path) -> list[Waiver]:
    """The waivers beside the suites of a folder; none where there is no such file.

    Raises:
        WaiverError: the file is malformed.
    """
    path = suites / FILE
    if not path.is_file():
        return []
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).waiver
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise WaiverError(f"{path}：不是TOML (not TOML): {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise WaiverError(f"{path}：{_wrong(first)}") from None


def matching(findings: pl.DataFrame, waivers: Sequence[Waiver]) -> pl.DataFrame:
    """Which waiver is about which finding.

    Args:
        findings: document, identity, line, measure, page, row and column of what is broken or asked.
        waivers: in the order of their file.

    Returns:
        The findings that a waiver is about, once for each, with its number in `waiver`, counted from 0, and
        in that order; findings keep their further columns.
    """
    is_about = pl.all_horizontal(
        pl.col(f"{name}_of_waiver").is_null() | (pl.col(name) == pl.col(f"{name}_of_waiver"))
        for name in _NARROWER
    )
    return (
        findings.join(_frame(waivers), on=["document", "identity"], suffix="_of_waiver")
        .filter(is_about)
        .select(*findings.columns, "waiver")
        .sort("waiver", maintain_order=True)
    )


def states(waivers: Sequence[Waiver], findings: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """Every waiver, with what became of it: applied, stale (there is no such finding) or expired.

    Args:
        waivers: in the order of their file.
        findings: of the whole collection, `schemas.Findings`.
        today: by which they are judged.

    Returns:
        Valid under `schemas.Waivers`.
    """
    let_stand = findings.filter(pl.col("status").is_in(["broken", "question"]))
    applied = set(matching(let_stand, waivers)["waiver"])
    became = [
        "expired" if waiver.has_expired(today) else "applied" if number in applied else "stale"
        for number, waiver in enumerate(waivers)
    ]
    frame = _frame(waivers).with_columns(pl.Series("state", became, dtype=pl.String))
    return schemas.Waivers.validate(frame.select(schemas.Waivers.column_names()), cast=True)


def notes(waivers: pl.DataFrame) -> list[str]:
    """A line for each waiver that is of no use any more.

    Args:
        waivers: `schemas.Waivers`.
    """
    return [
        f"{FILE}：{_place(row)}：{row['until']} 已到期，请复核 (waiver expired)"
        if row["state"] == "expired"
        else f"{FILE}：{_place(row)}：没有对应的不符或存疑（佐证不单独核准），请删改 (stale waiver)"
        for row in waivers.filter(pl.col("state") != "applied").iter_rows(named=True)
    ]


def _frame(waivers: Sequence[Waiver]) -> pl.DataFrame:
    columns = [name for name in schemas.Waivers.column_names() if name != "state"]
    types = {name: schemas.Waivers.create_empty().schema[name] for name in columns}
    return pl.DataFrame([waiver.model_dump() for waiver in waivers], schema=types).with_row_index("waiver")


def _place(row: dict[str, object]) -> str:
    narrower = [f"{name} {row[name]}" for name in _NARROWER if row[name] is not None]
    return " ".join([str(row["document"]), str(row["identity"]), *narrower])


def _wrong(error: ErrorDetails) -> str:
    """Where in the file, and what: 第2条，until：应为日期 (…)."""
    named, *inside = error["loc"]
    place = f"第{int(inside[0]) + 1}条" if inside else str(named)
    field = "".join(f"，{part}" for part in inside[1:])
    return f"{place}{field}：{_WRONG.get(error['type'], '有误')} ({error['msg']})"
