"""The frames that check adds to the clean data: outcomes, judgements, findings, what is untested, waivers."""

from __future__ import annotations

import dataframely as dy

from yusuan.model.origin import OfDocument
from yusuan.model.vocabulary import (
    Severity,
    Status,
    Subject,
)


class Outcomes(OfDocument):
    """One identity on one document, all places together where it was tested: what Great Expectations judges."""

    suite = dy.String(description="所属的规则集")
    identity = dy.String(description="规则编号")
    status = dy.Enum(
        [*(status.value for status in Status), "untested"], description="各处结果中最重的；untested 未能核对"
    )
    tested = dy.Int32(description="核对了几处")
    rounding = dy.Int32(description="其中尾差几处")
    broken = dy.Int32(description="其中不成立（不符或存疑）几处")
    waived = dy.Int32(description="不成立的各处中，已核准为例外的几处")
    largest_difference_fen = dy.Int64(
        nullable=True, description="各处差额的绝对值中最大的，分；不是金额的为空"
    )


class Judgements(dy.Schema):
    """One entry of a suite, judged by Great Expectations over the outcomes of all documents."""

    suite = dy.String(description="所属的规则集")
    entry = dy.String(description="规则编号，照规则集；分行写的一条是几个编号的样式")
    identities = dy.List(dy.String(), description="这一条的各规则编号")
    severity = dy.Enum(Severity, description="不成立时的轻重")
    mostly = dy.Float64(description="所核对的文件中应当成立的比例")
    success = dy.Bool(description="是否成立：不成立的不多于 mostly 所容")
    tested = dy.Int32(description="核对了几份文件（几个编号的，各计一次）")
    untested = dy.Int32(description="几份文件未能核对")
    unexpected_count = dy.Int32(description="几份文件不成立，已核准的例外除外")
    unexpected_documents = dy.List(dy.String(), description="不成立的文件")


class Findings(OfDocument):
    """One identity on one document (or between documents); of broken ones with one cause, the foremost.

    `repairs` are amounts of which any one, printed otherwise, would make the identity and its witnesses hold.
    """

    suite = dy.String(description="所属的规则集")
    identity = dy.String(description="规则编号")
    status = dy.Enum(Status, description="结果")
    subject = dy.Enum(
        Subject,
        description="所核对的是：amount 金额 / rate 比率 / count 数量 / name 名称 / wording 文字 / form 形式",
    )
    severity = dy.Enum(Severity, description="轻重：critical 严重 / warning 一般 / info 提示")
    weight_fen = dy.Int64(
        nullable=True, description="所涉金额，分：应为与实为的绝对值中较大的；不是金额的为空"
    )
    table = dy.String(nullable=True, description="表的种类；正文为 text")
    line = dy.String(nullable=True, description="行名")
    measure = dy.String(nullable=True, description="列的含义")
    expected_fen = dy.Int64(nullable=True, description="应为，分")
    actual_fen = dy.Int64(nullable=True, description="实为，分")
    difference_fen = dy.Int64(nullable=True, description="实为 − 应为，分")
    tolerance_fen = dy.Int64(nullable=True, description="容差，分：各加数印刷精度之和的一半")
    file = dy.String(nullable=True, description="所在的文件，同 documents 的 files")
    page = dy.Int32(nullable=True, description="页")
    row = dy.Int32(nullable=True, description="行")
    column = dy.Int32(nullable=True, description="列")
    against_document = dy.String(nullable=True, description="对照处的文件")
    against_page = dy.Int32(nullable=True, description="对照处的页")
    against_row = dy.Int32(nullable=True, description="对照处的行")
    against_column = dy.Int32(nullable=True, description="对照处的列")
    repairs = dy.List(
        dy.Struct(
            {
                "document": dy.String(),
                "table_no": dy.Int32(nullable=True),
                "line": dy.String(),
                "printed_fen": dy.Int64(nullable=True),
                "should_fen": dy.Int64(),
                "page": dy.Int32(),
                "row": dy.Int32(),
                "column": dy.Int32(nullable=True),
            }
        ),
        description="改正其中任何一处，本条及其佐证即全部成立",
    )
    witnesses = dy.List(
        dy.Struct(
            {
                "suite": dy.String(),
                "identity": dy.String(),
                "table": dy.String(nullable=True),
                "line": dy.String(nullable=True),
                "measure": dy.String(nullable=True),
                "expected_fen": dy.Int64(nullable=True),
                "actual_fen": dy.Int64(nullable=True),
                "difference_fen": dy.Int64(nullable=True),
                "tolerance_fen": dy.Int64(nullable=True),
                "page": dy.Int32(nullable=True),
                "row": dy.Int32(nullable=True),
                "column": dy.Int32(nullable=True),
                "message": dy.String(),
                "message_en": dy.String(),
            }
        ),
        description="佐证：出于同一原因而不成立的其他规则",
    )
    waived = dy.String(nullable=True, description="已核准为例外的：理由、决定人、期限")
    message = dy.String(description="一句话说明")
    message_en = dy.String(description="一句话说明，英文")


class Untested(OfDocument):
    """An identity that a document gives no means to test, and why."""

    suite = dy.String(description="所属的规则集")
    identity = dy.String(description="规则编号")
    reason = dy.String(description="不能核对的原因")
    reason_en = dy.String(description="不能核对的原因，英文")


class Waivers(dy.Schema):
    """One reviewed exception of expectations/waivers.toml, and what became of it."""

    document = dy.String(description="文件编号")
    identity = dy.String(description="规则编号")
    line = dy.String(nullable=True, description="只指这一行时的行名")
    measure = dy.String(nullable=True, description="只指这一列时的列的含义")
    page = dy.Int32(nullable=True, description="只指这一处时的页")
    row = dy.Int32(nullable=True, description="只指这一处时的行")
    column = dy.Int32(nullable=True, description="只指这一处时的列")
    reason = dy.String(description="理由")
    decided_by = dy.String(description="决定人")
    until = dy.Date(description="期限，含当日")
    state = dy.Enum(
        ["applied", "stale", "expired"],
        description="applied 已适用 / stale 没有对应的不符或存疑 / expired 已到期",
    )
