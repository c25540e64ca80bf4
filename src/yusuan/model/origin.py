"""What every frame says of where its rows come from: document and file."""

from __future__ import annotations

import dataframely as dy

from yusuan.model.vocabulary import (
    Phase,
    Scope,
)


class OfDocument(dy.Schema):
    """What every frame says of where its rows come from."""

    document = dy.String(description="文件编号：部门/年度-阶段（单位口径另加 -unit）")
    department = dy.String(description="部门或单位名称")
    scope = dy.Enum(Scope, description="department 部门汇总 / unit 单位本级")
    fiscal_year = dy.Int32(min=1990, max=2100, description="预算年度")
    phase = dy.Enum(Phase, description="budget 预算 / final 决算")


class OfFile(OfDocument):
    """What every frame says whose rows have a page: pages are those of one file."""

    file = dy.String(description="所在的文件，同 documents 的 files")
