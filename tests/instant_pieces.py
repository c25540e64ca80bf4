"""Pages and workbooks made at once and without kernels, for tests of what becomes of them."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from yusuan.report.workbook import workbook
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def run(work: Sequence[Any], folder: Path, jobs: int) -> Iterator[tuple[Any, None]]:
    """In place of `yusuan.report.pool.run`."""
    assert folder.is_dir()
    assert jobs == 1
    for job in work:
        if isinstance(job, workbook.Job):
            files.write(job.target, f"workbook of {job.about.department}".encode())
            yield job, None
            continue
        head = {
            "yusuan-department": job.about.department,
            "yusuan-period": job.about.period,
            "yusuan-title": "同比变动分析",
            "description": "一句话。",
        }
        metas = "".join(f'<meta name="{name}" content="{content}">' for name, content in head.items())
        asked = {name: value for name, value in job.parameters.items() if name != "workspace"}
        body = f"<main>{escape(json.dumps(asked))}</main>"
        executed = {"metadata": {"papermill": {"duration": 1.5}}, "parameters": dict(job.parameters)}
        files.write(job.executed, json.dumps(executed).encode())
        files.write(job.target, f"<html><head>{metas}</head><body>{body}</body></html>".encode())
        yield job, None
