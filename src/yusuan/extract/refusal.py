"""How every reader words a refusal: one line, the file first, Chinese, then English in parentheses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.extract.raw import UnreadableError
from yusuan.model.text import printable

if TYPE_CHECKING:
    from pathlib import Path


def refusal(path: Path, chinese: str, english: str) -> UnreadableError:
    """Word the refusal of a document, to be raised by the caller.

    Args:
        path: the file that is refused; control characters in its name are replaced.
        chinese: the reason, and what to do about it where something can be done.
        english: the same, shorter.
    """
    return UnreadableError(printable(f"{path}：{chinese} ({english})"))
