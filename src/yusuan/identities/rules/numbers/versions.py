"""Rules on the versions of one document: without a sign of a correction, they print the same amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yusuan.identities.rules.gather import by_document, listed, whole
from yusuan.identities.rules.rule import rule
from yusuan.model.money import million_yuan, wan_yuan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yusuan.identities.rules.rule import Frames
    from yusuan.identities.rules.verdict import Verdict


@rule("同一文件的各个版本，没有写明更正的，所列金额相同")
def versions_agree(frames: Frames) -> Iterator[Verdict]:
    """Two files of one document of which none says that it corrects the other print the same amounts."""
    if "versions" not in frames:
        return
    for document, rows in by_document(frames["versions"].filter(~frames["versions"]["replaced"])).items():
        said, said_en = [], []
        for row in rows:
            amount, other = whole(row["amount_fen"]), whole(row["other_fen"])
            place = f"第{row['other_page']}页"
            said.append(
                f"“{row['line']}”{wan_yuan(amount)}万元，{row['other_file']} {place}为{wan_yuan(other)}万元"
            )
            said_en.append(
                f"“{row['line']}” is {million_yuan(amount)}; in {row['other_file']}, page {row['other_page']}, "
                f"it is {million_yuan(other)}"
            )
        yield listed(document, rows, said, said_en)
