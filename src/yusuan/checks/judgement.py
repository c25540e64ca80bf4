"""Great Expectations judges the outcomes of a collection: every suite once, over all documents together."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any

import polars as pl

from yusuan.identities.suite import names
from yusuan.model import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def judge(outcomes: pl.DataFrame, suites: Path) -> pl.DataFrame:
    """Validate every suite of a folder against the outcomes of a collection.

    Args:
        outcomes: `schemas.Outcomes`.
        suites: the folder of *.json.

    Returns:
        Valid under `schemas.Judgements`: one row an entry, in the order of the suites.

    Raises:
        RuntimeError: an expectation could not be validated.
    """
    # Nothing leaves the machine, and a run's log is its own.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations  # noqa: PLC0415 — takes seconds; only a check pays for it
    import pandas as pd  # noqa: PLC0415
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    from yusuan.checks import expectations  # noqa: PLC0415 — registers them

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    frame = pd.DataFrame(outcomes.select(expectations.COLUMNS).to_dict(as_series=False))
    batch = (
        context.data_sources.add_pandas("clean")
        .add_dataframe_asset("outcomes")
        .add_batch_definition_whole_dataframe("collection")
        .get_batch({"dataframe": frame})
    )
    rows = [row for path in sorted(suites.glob("*.json")) for row in _judgements(batch, path)]
    return schemas.Judgements.validate(
        pl.DataFrame(rows, schema=schemas.Judgements.create_empty().schema), cast=True
    )


def _judgements(batch: Any, path: Path) -> Iterator[dict[str, object]]:
    """What the entries of one suite come to, in their order."""
    from great_expectations import ExpectationSuite  # noqa: PLC0415

    suite = ExpectationSuite(**json.loads(path.read_text(encoding="utf-8")))
    for judged in batch.validate(suite, result_format="COMPLETE").results:
        _raise_failure(path, judged.exception_info)
        entry, result = judged.expectation_config, judged.result
        yield {
            "suite": suite.name,
            "entry": str(entry.kwargs["identity"]),
            "identities": names(entry.kwargs),
            "severity": str(getattr(entry.severity, "value", entry.severity)),
            "mostly": float(entry.kwargs.get("mostly", 1)),
            "success": bool(judged.success),
            "tested": result["element_count"] - result["missing_count"],
            "untested": result["missing_count"],
            "unexpected_count": result["unexpected_count"],
            "unexpected_documents": sorted(set(result["unexpected_list"])),
        }


def _raise_failure(path: Path, info: Mapping[str, Any] | None) -> None:
    """Raise what went wrong in an expectation; Great Expectations notes it once, or by metric."""
    for noted in (info or {}, *(info or {}).values()):
        if isinstance(noted, dict) and noted.get("raised_exception"):
            raise RuntimeError(f"{path}: {noted.get('exception_message')}")
