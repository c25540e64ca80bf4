"""A small workspace with the clean data of one document, as ingest and check leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from hostile import PAYLOADS, planted
from paths import REPOSITORY
from yusuan.model import schemas
from yusuan.report.disclosure import choose
from yusuan.report.elements.sources import Sources
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import dataframely as dy

    from yusuan.report.disclosure import Disclosure

DEPARTMENT = "吉林省社会保险事业管理局"
DOCUMENT = f"{DEPARTMENT}/2024-budget"
NOTEBOOKS = REPOSITORY / "notebooks"

_OF_DOCUMENT = {
    "document": DOCUMENT,
    "department": DEPARTMENT,
    "scope": "department",
    "fiscal_year": 2024,
    "phase": "budget",
}

# line, code, level, 万元 by column, line of the file
_SUMMARY = [
    ("一、社会保障和就业支出", "208", 1, [("总计", "total", 5401.46), ("基本支出", "basic", 3649.17)], 127),
    ("人力资源和社会保障管理事务", "20801", 2, [("总计", "total", 3968.62)], 128),
    ("行政运行", "2080101", 3, [("总计", "total", 2902.02)], 129),
    ("社会保险经办机构", "2080109", 3, [("总计", "total", 1066.60)], 130),
    ("行政事业单位养老支出", "20805", 2, [("总计", "total", 535.07)], 131),
    ("行政单位离退休", "2080501", 3, [("总计", "total", 208.41)], 132),
    ("事业单位离退休", "2080502", 3, [("总计", "total", 3.96)], 133),
    ("机关事业单位基本养老保险缴费支出", "2080505", 3, [("总计", "total", 322.70)], 134),
    ("企业改革补助", "20806", 2, [("总计", "total", 897.77)], 135),
    ("其他企业改革发展补助", "2080699", 3, [("总计", "total", 897.77)], 136),
    ("二、卫生健康支出", "210", 1, [("总计", "total", 207.76)], 137),
    ("行政事业单位医疗", "21011", 2, [("总计", "total", 207.76)], 138),
    ("行政单位医疗", "2101101", 3, [("总计", "total", 190.96)], 139),
    ("事业单位医疗", "2101102", 3, [("总计", "total", 16.80)], 140),
    ("三、住房保障支出", "221", 1, [("总计", "total", 296.26)], 141),
    ("住房改革支出", "22102", 2, [("总计", "total", 296.26)], 142),
    ("住房公积金", "2210201", 3, [("总计", "total", 296.26)], 143),
    ("合计", None, 0, [("总计", "total", 5905.48), ("基本支出", "basic", 4153.19)], 144),
]
_BASIC = [
    ("一、工资福利支出", "301", 1, [("合计", "total", 3255.24), ("人员经费", "personnel", 3255.24)], 190),
    ("基本工资", "30101", 2, [("合计", "total", 1019.79), ("人员经费", "personnel", 1019.79)], 191),
    ("其他工资福利支出", "30199", 2, [("合计", "total", 2235.45), ("人员经费", "personnel", 2235.45)], 201),
    ("二、商品和服务支出", "302", 1, [("合计", "total", 664.40), ("公用经费", "operating", 664.40)], 202),
    ("办公费", "30201", 2, [("合计", "total", 39.10), ("公用经费", "operating", 39.10)], 203),
    ("印刷费", "30202", 2, [("合计", "total", 2.95), ("公用经费", "operating", 2.95)], 204),
    ("水费", "30205", 2, [("合计", "total", 6.20), ("公用经费", "operating", 6.20)], 205),
    ("其他交通费用", "30239", 2, [("合计", "total", 616.15), ("公用经费", "operating", 616.15)], 221),
    ("三、对个人和家庭的补助", "303", 1, [("合计", "total", 227.42), ("人员经费", "personnel", 227.42)], 223),
    ("退休费", "30302", 2, [("合计", "total", 227.42), ("人员经费", "personnel", 227.42)], 224),
    ("四、资本性支出", "310", 1, [("合计", "total", 6.13), ("公用经费", "operating", 6.13)], 226),
    ("办公设备购置", "31002", 2, [("合计", "total", 6.13), ("公用经费", "operating", 6.13)], 227),
]
_FELL = "落实过紧日子要求，压减行政运行成本"
# metric, line, amount, change, direction, reason, line of the file; 万元
_AMOUNTS: list[tuple[str, str, float, float | None, str | None, str | None, int]] = [
    ("overview.total", "收支总预算", 5905.48, None, None, None, 367),
    (
        "overview.current_year",
        "本年预算",
        5320.79,
        -49.84,
        "decrease",
        "按过紧日子要求，压减行政运行成本",
        367,
    ),
    ("three_public.total", "“三公”经费", 14.57, -2.57, "decrease", None, 405),
    ("three_public.overseas", "因公出国（境）费", 0.0, 0.0, "unclear", "本部门无因公出国（境）费", 407),
    ("three_public.reception", "公务接待费", 2.33, -2.57, "unclear", _FELL, 409),
    ("three_public.vehicles", "公务用车购置及运行费", 12.24, 0.0, "unclear", None, 411),
    ("three_public.vehicle_operation", "公务用车运行维护费", 12.24, 0.0, "unclear", "公车数量无变化", 411),
    ("three_public.vehicle_purchase", "公务用车购置费", 0.0, 0.0, "unclear", "本单位无购置车辆", 411),
    ("operating_costs", "机关运行经费", 577.22, -157.22, "decrease", _FELL, 425),
]
_QUANTITIES = [
    ("units.count", "预算单位", 2.0, "家", 79),
    ("staff.total", "实有人员", 247.0, "人", 245),
    ("staff.active", "在职人员", 167.0, "人", 245),
    ("staff.retired", "离退休人员", 80.0, "人", 245),
    ("assets.vehicles", "车辆", 7.0, "辆", 433),
    ("assets.houses", "房屋", 14865.43, "平方米", 433),
]
_FINDINGS = [
    *[
        ("inside_tables", f"sum.{n}", "exact", "各行合计等于各列之和", 0, 129 + n % 15, None)
        for n in range(40)
    ],
    (
        "inside_tables",
        "rows.basic",
        "rounding",
        "行政运行 2902.02 与 2272.69 + 629.34 相差 −0.01 万元",
        -10_000,
        168,
        None,
    ),
    (
        "text_against_table",
        "text.income",
        "broken",
        "正文“一般公共预算拨款收入 5905.48 万元”，收入总表为 5320.79 万元",
        58_469_0000,
        371,
        120,
    ),
    (
        "text_against_table",
        "text.projects",
        "broken",
        "正文“二级项目10个”，项目支出表列有 11 个",
        None,
        439,
        280,
    ),
    (
        "text_against_table",
        "text.procurement",
        "question",
        "政府采购预算 406.10 万元，大于标明政府采购的项目合计 366.10 万元",
        40_0000_00,
        429,
        272,
    ),
]


def fen(wan_yuan: float) -> int:
    return round(wan_yuan * 1_000_000)


def frame(schema: type[dy.Schema], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows in the columns of a schema, all of one file; columns left out are null."""
    empty = schema.create_empty()
    of_file = {"file": f"data/raw/{DEPARTMENT}/2024-budget.txt", "identified_by": "document"}
    whole = [{name: row.get(name, of_file.get(name)) for name in empty.columns} for row in rows]
    return schema.validate(
        pl.DataFrame(whole, schema=pl.Schema({n: _loose(t) for n, t in empty.schema.items()})), cast=True
    )


def _loose(kind: pl.DataType) -> pl.DataType:
    return pl.String() if isinstance(kind, pl.Enum) else kind


def facts() -> pl.DataFrame:
    rows = []
    tables = [
        (3, "expenditure_summary", "支出预算总表", _SUMMARY),
        (6, "basic_expenditure", "一般公共预算基本支出预算表", _BASIC),
    ]
    for table_no, table, title, lines in tables:
        for line_no, (line, code, level, cells, row) in enumerate(lines, start=1):
            rows += [
                {
                    **_OF_DOCUMENT,
                    "table": table,
                    "table_no": table_no,
                    "title": title,
                    "line": line,
                    "line_no": line_no,
                    "code": code,
                    "level": level,
                    "measure": measure,
                    "heading": heading,
                    "amount_fen": fen(amount),
                    "quantum_fen": 10_000,
                    "printed": f"{amount:.2f}",
                    "unit": "万元",
                    "page": 1,
                    "row": row,
                    "column": column,
                    "reading": "settled" if table_no == 6 else "closed",
                    "ocr": False,
                }
                for column, (heading, measure, amount) in enumerate(cells, start=2)
            ]
    return frame(schemas.Facts, rows)


def statements() -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "metric": metric,
            "line": line,
            "amount_fen": fen(amount),
            "quantum_fen": 10_000,
            "base_year": None if change is None else 2023,
            "change_fen": None if change is None else fen(change),
            "change_quantum_fen": None if change is None else 10_000,
            "direction": direction,
            "reason": reason,
            "row": row,
        }
        for metric, line, amount, change, direction, reason, row in _AMOUNTS
    ]
    rows += [
        {"metric": metric, "line": line, "quantity": value, "quantity_unit": unit, "row": row}
        for metric, line, value, unit, row in _QUANTITIES
    ]
    said = {**_OF_DOCUMENT, "section": "情况说明", "settled": True, "printed": "…", "page": 1}
    return frame(
        schemas.Statements, [{**said, **row, "statement_no": n} for n, row in enumerate(rows, start=1)]
    )


def documents() -> pl.DataFrame:
    row = {
        **_OF_DOCUMENT,
        "unit": "万元",
        "format": "txt",
        "pages": 1,
        "tables": 12,
        "facts": 312,
        "unverified_tables": 0,
        "sha256": "0f" * 32,
        "title": "吉林省社会保险事业管理局2024年部门预算",
        "files": f"data/raw/{DEPARTMENT}/2024-budget.txt",
    }
    return frame(schemas.Documents, [row])


def findings() -> pl.DataFrame:
    rows = [
        {
            **_OF_DOCUMENT,
            "suite": suite,
            "identity": identity,
            "status": status,
            "subject": "form" if difference is None else "amount",
            "severity": "critical" if status == "broken" else "warning",
            "table": "text" if suite == "text_against_table" else "expenditure_summary",
            "expected_fen": None if difference is None else fen(5320.79),
            "actual_fen": None if difference is None else fen(5320.79) + difference,
            "difference_fen": difference,
            "tolerance_fen": 15_000,
            "page": 1,
            "row": row,
            "against_page": None if against is None else 1,
            "against_row": against,
            "repairs": [],
            "witnesses": [],
            "message": message,
            "message_en": f"en: {identity}",
        }
        for suite, identity, status, message, difference, row, against in _FINDINGS
    ]
    return frame(schemas.Findings, rows)


def untested() -> pl.DataFrame:
    row = {
        **_OF_DOCUMENT,
        "suite": "year_over_year",
        "identity": "carryover.in-out",
        "reason": "没有2023年的文件",
        "reason_en": "there is no document of 2023",
    }
    return frame(schemas.Untested, [row])


def indicators() -> pl.DataFrame:
    row = {
        **_OF_DOCUMENT,
        "table_no": 9,
        "project": "社会保险系统培训经费",
        "goal": "办好培训",
        "level1": "产出指标",
        "level2": "数量指标",
        "page": 1,
    }
    named = [("培训人次", "≥100人", 20.0, 300), ("培训期数", "≥2期", 30.0, 301)]
    rows = [
        row | {"level3": name, "target": target, "weight": weight, "row": at}
        for name, target, weight, at in named
    ]
    return frame(schemas.Indicators, rows)


def sentences() -> pl.DataFrame:
    row = {**_OF_DOCUMENT, "kind": "item", "section": "主要职能", "page": 1}
    texts = ["（一）经办社会保险。", "（二）稽核社会保险。"]
    rows = [
        row | {"sentence_no": n, "passage_no": n, "number": text[:3], "text": text, "row": 38 + n}
        for n, text in enumerate(texts, start=1)
    ]
    return frame(schemas.Sentences, rows)


def clean_frames() -> dict[str, pl.DataFrame]:
    made = {
        "documents": documents(),
        "facts": facts(),
        "statements": statements(),
        "indicators": indicators(),
        "sentences": sentences(),
        "findings": findings(),
        "untested": untested(),
        "waivers": schemas.Waivers.create_empty(),
    }
    return {
        name: made[name] if name in made else schema.create_empty() for name, schema in schemas.CLEAN.items()
    } | made


@pytest.fixture(scope="session")
def sample_frames() -> dict[str, pl.DataFrame]:
    """The clean data of the small workspace, by name of the frame."""
    return clean_frames()


def of(frame: pl.DataFrame, department: str) -> pl.DataFrame:
    """The same rows as another department's."""
    names = {"document": f"{department}/2024-budget", "department": department}
    return frame.with_columns(pl.lit(name).alias(key) for key, name in names.items() if key in frame.columns)


@pytest.fixture(scope="session")
def hostile_frames(sample_frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The same data of one document whose every text is hostile, of the department `丙局`."""
    frames = {
        # A statement of a line that has a code is another statement.
        name: planted(of(frame, "丙局"), "丙局", but={"code"} if name == "statements" else ())
        for name, frame in sample_frames.items()
    }
    said = pl.lit("\n".join(PAYLOADS.values()))
    frames["documents"] = frames["documents"].head(1).with_columns(title=said)
    return frames


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Workspace]:
    """Write a workspace; frames given by name replace the sample's."""

    def write(**frames: pl.DataFrame) -> Workspace:
        clean = tmp_path / "data" / "clean"
        clean.mkdir(parents=True, exist_ok=True)
        for name, data in (clean_frames() | frames).items():
            data.write_parquet(clean / f"{name}.parquet")
        if not (tmp_path / "notebooks").exists():
            (tmp_path / "notebooks").symlink_to(NOTEBOOKS)
        return Workspace(tmp_path)

    return write


@pytest.fixture
def workspace(build: Callable[..., Workspace]) -> Workspace:
    return build()


@pytest.fixture
def disclosure(workspace: Workspace) -> Disclosure:
    """The document that the sections are about."""
    return choose(workspace, DEPARTMENT, 2024)


@pytest.fixture
def sources(workspace: Workspace) -> Sources:
    return Sources(workspace.documents().collect())


@pytest.fixture
def english(workspace: Workspace) -> Sources:
    return Sources(workspace.documents().collect(), "en")
