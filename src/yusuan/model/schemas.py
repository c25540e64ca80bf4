"""The frames of the clean data, declared once: columns, types, and what must be true of every row.

dataframely was chosen over pandera: it is built on Polars alone (no pandas on the way), its schemas read
as prose and give the empty frame, the casts and the checks from one declaration, and group rules (keys)
run as one Polars query. The data dictionary of data/clean is generated from these classes.
"""

from __future__ import annotations

import dataframely as dy

from yusuan.model.checked import Findings, Judgements, Outcomes, Untested, Waivers
from yusuan.model.origin import OfDocument, OfFile
from yusuan.model.vocabulary import (
    ComparisonKind,
    Direction,
    Reading,
    Side,
    TableKind,
)

__all__ = [
    "CHECKED",
    "CLEAN",
    "Cells",
    "Columns",
    "Documents",
    "Facts",
    "Findings",
    "Headings",
    "Indicators",
    "Judgements",
    "Lines",
    "Outcomes",
    "Sentences",
    "Statements",
    "Terms",
    "Untested",
    "Versions",
    "Waivers",
]


class Documents(OfDocument):
    """One row a document."""

    document = dy.String(primary_key=True, description="文件编号")
    unit = dy.String(nullable=True, description="主要金额单位；没有金额的文件为空")
    format = dy.String(description="文件格式（按内容判定）；多个部分以 + 相连")
    pages = dy.Int32(description="页数")
    tables = dy.Int32(description="读出的表数")
    facts = dy.Int32(description="读出的金额数")
    unverified_tables = dy.Int32(description="读法未得到证实的表数")
    sha256 = dy.String(description="文件内容的 SHA-256；多个部分以 + 相连")
    title = dy.String(description="文件自己的标题")
    files = dy.String(description="原始文件，相对于工作区；多个部分以 ; 相连")
    set_aside = dy.String(nullable=True, description="其中没有采用的文件及原因，每行一个")
    identified_by = dy.Enum(
        ["document", "told", "path"],
        description="认定的依据：document 文件自己的文字 / told 用户所说 / path 路径",
    )
    contradicted_by = dy.String(nullable=True, description="与认定不合的说法，每行一条")
    amounts_printed = dy.Int32(nullable=True, description="印有的金额数；未清点的为空")
    amounts_read = dy.Int32(nullable=True, description="其中读入的金额数；未清点的为空")
    source = dy.String(nullable=True, description="来源地址，旁注文件（.toml）写明时")
    retrieved = dy.String(nullable=True, description="取得日期，旁注文件写明时")
    publisher = dy.String(nullable=True, description="发布者，旁注文件写明时")


class Facts(OfFile):
    """One amount: document × table × line × measure."""

    document = dy.String(primary_key=True, description="文件编号：部门/年度-阶段（单位口径另加 -unit）")
    table = dy.Enum(TableKind, description="表的种类")
    table_no = dy.Int32(primary_key=True, description="表在文件中的次序，从 1 起")
    title = dy.String(description="表名，照原文")
    side = dy.Enum(Side, nullable=True, description="收支两栏表的一侧")
    line = dy.String(description="行名，照原文，空白已合并")
    line_no = dy.Int32(description="行在表中的次序，从 1 起（收支两侧分别编号）")
    parent_no = dy.Int32(nullable=True, description="上级行的 line_no；没有上级行的为空")
    role = dy.String(nullable=True, description="行的作用，如 total、income_total（见 reference/lines.csv）")
    code = dy.String(nullable=True, description="科目编码：功能 3/5/7 位，经济 3/5 位")
    level = dy.Int32(nullable=True, description="层次：类 1、款 2、项 3；合计 0")
    owner = dy.String(nullable=True, description="该行所属的单位，表中写明时")
    project = dy.String(nullable=True, description="该行所属的项目，表中写明时")
    measure = dy.String(nullable=True, description="列的含义；表头不认识时为空")
    heading = dy.String(description="表头路径，照原文，各层以 / 相连")
    amount_fen = dy.Int64(description="金额，分")
    quantum_fen = dy.Int64(min=1, description="印刷精度，分")
    printed = dy.String(description="照原文的金额")
    unit = dy.String(description="该表的金额单位")
    page = dy.Int32(primary_key=True, min=1, description="页")
    row = dy.Int32(primary_key=True, description="行（文本文件为行号）")
    column = dy.Int32(primary_key=True, description="列，从 1 起")
    reading = dy.Enum(Reading, description="该表读法的可靠程度")
    ocr = dy.Bool(description="是否由图像识别")


class Statements(OfFile):
    """One figure said in prose."""

    statement_no = dy.Int32(description="在文件中的次序，从 1 起")
    section = dy.String(description="所在的标题")
    metric = dy.String(nullable=True, description="所说的指标（见 reference/metrics.csv）；不认识时为空")
    line = dy.String(description="所说的名称，照原文")
    code = dy.String(nullable=True, description="所说的科目编码")
    amount_fen = dy.Int64(nullable=True, description="金额，分")
    quantum_fen = dy.Int64(nullable=True, description="金额的印刷精度，分")
    quantity = dy.Float64(nullable=True, description="数量")
    quantity_unit = dy.String(nullable=True, description="数量单位：人、辆、平方米、个…")
    base_year = dy.Int32(nullable=True, description="比较的年度")
    change_fen = dy.Int64(
        nullable=True, description="增减额，分，减少为负；方向不明时由组成部分之和定出符号，定不出的为空"
    )
    change_quantum_fen = dy.Int64(nullable=True, description="增减额的印刷精度，分")
    change_rate = dy.Float64(nullable=True, description="增减率，小数，下降为负")
    rate_quantum = dy.Float64(nullable=True, description="增减率或占比的印刷精度，小数")
    share = dy.Float64(nullable=True, description="占比，小数")
    direction = dy.Enum(Direction, nullable=True, description="文字所说的方向")
    comparison = dy.Enum(
        ComparisonKind,
        nullable=True,
        description="与上年的比较：spent 比的是执行数或决算数 / nearly 只说基本持平；同口径比较的为空",
    )
    reason = dy.String(nullable=True, description="所说的原因")
    items = dy.String(nullable=True, description="“主要包括/主要用于”所列的名称，以、相连")
    settled = dy.Bool(description="方向不明的增减，其符号是否已由各组成部分之和定出")
    residue = dy.String(nullable=True, description="模板残留，如 增加（减少）")
    printed = dy.String(description="所在的句子，照原文")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")


class Indicators(OfFile):
    """One row of a performance-target table."""

    table_no = dy.Int32(description="表在文件中的次序")
    project = dy.String(description="项目名称")
    owner = dy.String(nullable=True, description="单位名称")
    goal = dy.String(nullable=True, description="年度绩效目标")
    level1 = dy.String(nullable=True, description="一级指标")
    level2 = dy.String(nullable=True, description="二级指标")
    level3 = dy.String(nullable=True, description="三级指标")
    explanation = dy.String(nullable=True, description="指标解释")
    target = dy.String(nullable=True, description="指标值，照原文")
    weight = dy.Float64(nullable=True, description="权重")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")


class Terms(OfFile):
    """One entry of the 名词解释."""

    term = dy.String(description="名词")
    explanation = dy.String(description="解释")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")


class Headings(OfFile):
    """One title: of the contents page, of the body, or of a table; or a note that a table is empty."""

    place = dy.Enum(["contents", "body", "table", "note"], description="目录 / 正文 / 表 / 空表的说明")
    number = dy.String(description="序号，照原文")
    text = dy.String(description="标题，不含序号")
    table_no = dy.Int32(nullable=True, description="表的次序，place 为 table 或 note 时")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")


class Sentences(OfFile):
    """One sentence of the running text, or a heading; an entry of a list begins with its number."""

    sentence_no = dy.Int32(description="在文件各部分中的次序，从 1 起")
    passage_no = dy.Int32(description="所在段落的次序，从 1 起")
    kind = dy.Enum(
        ["contents", "heading", "item", "text", "term"],
        description="目录 / 标题 / 有序号的段落 / 段落 / 名词解释",
    )
    level = dy.Float64(nullable=True, description="标题、序号的深浅；没有序号的段落为空")
    number = dy.String(description="段首的序号，照原文；不在段首的为空")
    section = dy.String(description="所在的标题")
    text = dy.String(description="照原文，空白已合并，含序号")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")


class Cells(OfFile):
    """Every cell of every table, as printed: what a reading is made from and can be checked against."""

    table = dy.Enum(TableKind, description="表的种类")
    table_no = dy.Int32(description="表在文件中的次序")
    title = dy.String(description="表名")
    line_no = dy.Int32(nullable=True, description="所在行的 line_no；表头为空")
    heading = dy.String(description="所在列的表头路径；表头自己为空")
    text = dy.String(description="照原文")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")
    column = dy.Int32(description="列，从 1 起")


class Lines(OfFile):
    """Every row of every table that prints a label, blank rows included."""

    table = dy.Enum(TableKind, description="表的种类")
    table_no = dy.Int32(description="表在文件中的次序")
    title = dy.String(description="表名")
    side = dy.Enum(Side, nullable=True, description="收支两栏表的一侧")
    line_no = dy.Int32(description="行在表中的次序，从 1 起（收支两侧分别编号）")
    parent_no = dy.Int32(nullable=True, description="上级行的 line_no")
    line = dy.String(description="行名，照原文，空白已合并")
    role = dy.String(nullable=True, description="行的作用")
    code = dy.String(nullable=True, description="科目编码")
    level = dy.Int32(nullable=True, description="层次")
    owner = dy.String(nullable=True, description="所属的单位")
    project = dy.String(nullable=True, description="所属的项目")
    matched = dy.Bool(description="是否认出；未认出的行保留并列出")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")


class Columns(OfDocument):
    """What each column of each table was read as, blank columns included."""

    table = dy.Enum(TableKind, description="表的种类")
    table_no = dy.Int32(description="表在文件中的次序")
    title = dy.String(description="表名")
    side = dy.Enum(Side, nullable=True, description="收支两栏表的一侧")
    column = dy.Int32(description="列，从 1 起")
    heading = dy.String(description="表头路径，照原文")
    role = dy.String(description="列的作用：measure、label、code、owner、index、text…；不认识的为 unknown")
    measure = dy.String(nullable=True, description="列的含义；不是金额列或不认识时为空")
    reading = dy.Enum(Reading, description="该表读法的可靠程度")


class Versions(OfFile):
    """One amount that two files of a document print differently: as the one that counts has it, and as the other."""

    table = dy.Enum(TableKind, description="表的种类")
    line = dy.String(description="行名")
    measure = dy.String(nullable=True, description="列的含义")
    amount_fen = dy.Int64(description="采用的文件所列的金额，分")
    page = dy.Int32(description="页")
    row = dy.Int32(description="行")
    column = dy.Int32(description="列，从 1 起")
    other_file = dy.String(description="没有采用的文件")
    other_fen = dy.Int64(description="没有采用的文件所列的金额，分")
    other_page = dy.Int32(description="没有采用的文件的页")
    replaced = dy.Bool(description="没有采用的文件是否由更正或较晚的版本取代；否则两者互相矛盾")


# Stored by ingest in data/clean, under these names.
CLEAN: dict[str, type[dy.Schema]] = {
    "documents": Documents,
    "facts": Facts,
    "statements": Statements,
    "indicators": Indicators,
    "terms": Terms,
    "headings": Headings,
    "sentences": Sentences,
    "cells": Cells,
    "lines": Lines,
    "columns": Columns,
    "versions": Versions,
}
# Stored beside them by check.
CHECKED: dict[str, type[dy.Schema]] = {
    "outcomes": Outcomes,
    "judgements": Judgements,
    "findings": Findings,
    "untested": Untested,
    "waivers": Waivers,
}
