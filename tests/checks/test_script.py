"""The script of the manual: the suites run by Great Expectations alone, over what data/clean holds."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from yusuan.pipeline import run as pipeline
from yusuan.pipeline.ingest import ingest
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DOCUMENT = "吉林省社会保险事业管理局/2024-budget"
# The total of the general public expenditure, and what it is changed to.
_TOTAL, _WRONG = "合计\t5905.48\t4153.19\t3482.66", "合计\t5915.48\t4153.19\t3482.66"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture
def printed(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Workspace], list[str]]:
    """What the script prints in a folder that holds a workspace's clean data and the suites."""
    manual = (repository / "docs" / "expectations.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"(?ms)^```python\n(.*?)^```$", manual)

    def run(workspace: Workspace) -> list[str]:
        pipeline.check(workspace)
        shutil.copytree(workspace.clean, tmp_path / "data" / "clean", dirs_exist_ok=True)
        shutil.copytree(repository / "expectations", tmp_path / "expectations", dirs_exist_ok=True)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GX_ANALYTICS_ENABLED", "false")
        capsys.readouterr()
        exec(compile(script, "script.py", "exec"), {})  # the manual's own
        return capsys.readouterr().out.splitlines()

    return run


def test_it_prints_success_unexpected_counts_and_documents_of_a_suite(
    sample: Workspace, printed: Callable[[Workspace], list[str]]
) -> None:
    assert printed(sample) == [
        "between_tables False FailureSeverity.WARNING",
        f"warning functional<=economic.medical 1 ['{_DOCUMENT}']",
    ]


@pytest.mark.usefixtures("in_this_process")
def test_it_names_the_document_in_which_an_amount_was_made_wrong(
    sample: Workspace, tmp_path: Path, printed: Callable[[Workspace], list[str]]
) -> None:
    planted = Workspace(tmp_path / "planted")
    shutil.copytree(sample.raw, planted.raw)
    (path,) = planted.raw.glob("*/*.txt")
    text = path.read_text(encoding="utf-8")
    assert text.count(_TOTAL) == 1
    path.write_text(text.replace(_TOTAL, _WRONG), encoding="utf-8")
    ingest(planted)
    first, *entries = printed(planted)
    assert first == "between_tables False FailureSeverity.CRITICAL"
    critical = [line for line in entries if line.startswith("critical")]
    assert critical
    assert all(line.endswith(f"1 ['{_DOCUMENT}']") for line in critical)
