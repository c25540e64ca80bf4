"""check: what adds up and what does not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.cli.console import say, say_all
from yusuan.cli.exits import Exit
from yusuan.cli.options import Clean, Departments, Years, select, workspace_at
from yusuan.model.vocabulary import STATUS_NAMES, Severity, Status

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from yusuan.model.vocabulary import Language

FailOn = Literal["broken", "question", "never"]

_FAILS: dict[FailOn, tuple[str, ...]] = {
    "broken": ("broken",),
    "question": ("broken", "question"),
    "never": (),
}
# What the table on the screen lists; the rest is counted.
_LISTED = (Status.BROKEN, Status.QUESTION)


def _statuses(text: str) -> str:
    """The words as given; a wrong one is refused before the work."""
    unknown = [word for word in _split(text) if word not in set(Status)]
    if unknown:
        raise typer.BadParameter(f"没有结果“{unknown[0]}”；有 (there are): {'、'.join(Status)}")
    return text


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help="核对勾稽关系。\n\nRun the suites over the clean data.")(check)


def check(
    clean: Clean = None,
    department: Departments = None,
    year: Years = None,
    form: Annotated[
        Literal["table", "json", "csv", "junit"],
        typer.Option("--format", help="输出格式；junit 供定时任务 (output format; junit for scheduled runs)"),
    ] = "table",
    status: Annotated[
        str,
        typer.Option(
            "--status",
            metavar="S,S",
            callback=_statuses,
            help="只列这些结果，以逗号相连，如 broken,question (only findings of these statuses)",
        ),
    ] = "",
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="说明的语言 (language)")] = "zh",
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="有这类结果时退出码为 1 (exit 1 if there are such findings)")
    ] = "never",
) -> int:
    """Run the suites and print the findings."""
    import polars as pl  # noqa: PLC0415

    from yusuan.checks import waivers  # noqa: PLC0415
    from yusuan.pipeline import run as pipeline  # noqa: PLC0415

    workspace = workspace_at(clean)
    chosen = {"department": department, "fiscal_year": year}
    select(workspace.documents(), workspace.documents(), **chosen)  # refuses a wrong choice before the work
    pipeline.check(workspace)
    say_all(waivers.notes(workspace.waivers().collect()))
    findings, untested, outcomes = (
        select(frame, workspace.documents(), **chosen).collect()
        for frame in (workspace.findings(), workspace.untested(), workspace.outcomes())
    )
    findings = _by_weight(_in(lang, findings))
    _print(findings, _in(lang, untested), form, _split(status))
    if form == "table":
        say_all(_never_tested(outcomes, workspace.judgements().collect(), workspace.expectations))
    say(_summary(findings, untested))
    counted = findings.filter(pl.col("waived").is_null())["status"].cast(pl.String)
    return Exit.FOUND if counted.is_in(_FAILS[fail_on]).any() else Exit.DONE


def _print(findings: pl.DataFrame, untested: pl.DataFrame, form: str, statuses: list[str]) -> None:
    """Print the findings of some statuses, or where none are named those that the format shows."""
    import polars as pl  # noqa: PLC0415

    from yusuan.cli.printing import print_frame  # noqa: PLC0415

    status = pl.col("status").cast(pl.String)
    shown = findings.filter(status.is_in(statuses)) if statuses else findings
    match form:
        case "junit":
            from yusuan.checks.junit import junit  # noqa: PLC0415

            sys.stdout.buffer.write(junit(shown, untested))
        case "table":
            listed = findings.filter(status.is_in(_LISTED) & pl.col("waived").is_null())
            print_frame("findings", shown if statuses else listed, "table")
            say_all(_rounding(findings))
        case "json" | "csv":
            print_frame("findings", shown, form)


def _by_weight(findings: pl.DataFrame) -> pl.DataFrame:
    """What is broken or asked first, the gravest and heaviest on top; then rounding, then what is exact."""
    import polars as pl  # noqa: PLC0415

    is_listed = pl.col("status").is_in(_LISTED)
    return findings.sort(
        ~is_listed,
        pl.when(is_listed).then(pl.col("severity").cast(pl.Enum(Severity))),
        pl.when(is_listed).then(-pl.col("weight_fen")),
        pl.col("status") == Status.EXACT,
        nulls_last=True,
        maintain_order=True,
    )


def _in(lang: Language, frame: pl.DataFrame) -> pl.DataFrame:
    """With its sentences in a language."""
    if lang == "zh":
        return frame
    return frame.with_columns(
        frame[column].alias(column.removesuffix("_en")) for column in frame.columns if column.endswith("_en")
    )


def _rounding(findings: pl.DataFrame) -> list[str]:
    """Rounding in a line for each identity: how often, and the largest difference."""
    import polars as pl  # noqa: PLC0415

    from yusuan.checks.messages import money  # noqa: PLC0415

    rows = (
        findings.filter(pl.col("status") == "rounding")
        .group_by("identity")
        .agg(pl.len().alias("count"), pl.col("difference_fen").abs().max().alias("size"))
        .sort("count", "identity", descending=[True, False])
    )
    return [
        f"尾差 (rounding) {identity}：{count} 处"
        + ("" if size is None else f"，最大 {money(size)} 万元 (largest)")
        for identity, count, size in rows.iter_rows()
    ]


def _summary(findings: pl.DataFrame, untested: pl.DataFrame) -> str:
    """Findings by status, and how many identities could not be tested."""
    import polars as pl  # noqa: PLC0415

    counts = dict(findings["status"].cast(str).value_counts().iter_rows())
    parts = [f"{STATUS_NAMES[status][0]} {counts.get(status.value, 0)}" for status in Status]
    waived = findings.filter(pl.col("waived").is_not_null()).height
    parts += [f"其中已核准例外 {waived} (waived)"] if waived else []
    return f"{'，'.join(parts)}，未能核对 {untested.height} (exact, rounding, broken, question, untested)"


def _never_tested(outcomes: pl.DataFrame, judgements: pl.DataFrame, suites: Path) -> list[str]:
    """The identities that none of the documents could test: how many, and a line a suite."""
    import polars as pl  # noqa: PLC0415

    from yusuan.identities.suite import titles  # noqa: PLC0415

    tested = outcomes.filter(pl.col("tested") > 0)["identity"].unique()
    identities = judgements.select("suite", identity="identities").explode("identity")
    never = identities.filter(~pl.col("identity").is_in(tested.implode()))
    names = titles(suites)
    count = f"{identities.height} 条规则中有 {never.height} 条没有一份文件可以核对"
    return [
        f"{count} (identities that no document could test)",
        *(
            f"  {names[str(suite)][0]} ({suite})：{'、'.join(rows['identity'])}"
            for (suite,), rows in never.group_by("suite", maintain_order=True)
        ),
    ]
