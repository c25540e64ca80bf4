"""transcribe: what was read from a document, as text that a person can compare with it."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from yusuan.cli.console import say
from yusuan.cli.exits import Exit
from yusuan.cli.options import Ocr  # noqa: TC001 — typer reads the annotations

File = Annotated[Path, typer.Argument(metavar="FILE", help="文件 (the document)", show_default=False)]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="OUT", help="写到哪里，默认标准输出 (where to)", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help="把读到的表格、标题和数字写成制表符分隔的文本，供人对照原文；ingest 能读回同样的结果。不含原文的句子。\n\n"
        "Write what was read as tab-separated text for review; ingest reads it back to the same facts.",
    )(transcribe)


def transcribe(file: File, out: Out = None, ocr: Ocr = False) -> int:
    """Write a figure transcript."""
    from yusuan.extract.raw import UnreadableError  # noqa: PLC0415
    from yusuan.pipeline import transcription  # noqa: PLC0415
    from yusuan.pipeline.document import confined  # noqa: PLC0415
    from yusuan.storage import atomic as files  # noqa: PLC0415

    if not file.is_file():
        raise typer.BadParameter(f"{file}：没有这个文件 (no such file)")
    if out is not None and (out.is_dir() or (out.exists() and out.samefile(file))):
        raise typer.BadParameter(f"{out}：不能写到这里 (cannot be written there)")
    ((_, text),) = confined(partial(transcription.transcribe, ocr=ocr), [file], ocr=ocr)
    if isinstance(text, UnreadableError):
        say(str(text))
        return Exit.REFUSED
    if out is None:
        sys.stdout.buffer.write(text.encode())
    else:
        files.write(out, text.encode())
    return Exit.DONE
