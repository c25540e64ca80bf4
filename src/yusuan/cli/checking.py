"""check: what adds up and what does not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.cli.console import say, say_all
from yusuan.cli.exits import Exit
from yusuan.cli.options import Clean, Departments, Years, select, workspace_at

if TYPE_CHECKING:
    import polars as pl

    from yusuan.model.vocabulary import Language
    from yusuan.workspace.workspace import Workspace

FailOn = Literal["broken", "question", "never"]

_FAILS: dict[FailOn, tuple[str, ...]] = {
    "broken": ("broken",),
    "question": ("broken", "question"),
    "never": (),
}
_FIRST = ("broken", "question", "rounding", "exact")
# What the table on the screen lists; the rest is counted.
_LISTED = ("broken", "question")


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
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="说明的语言 (language)")] = "zh",
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="有这类结果时退出码为 1 (exit 1 if there are such findings)")
    ] = "never",
) -> int:
    """Run the suites and print the findings."""
    import polars as pl  # noqa: PLC0415

    from yusuan.checks import waivers  # noqa: PLC0415
    from yusuan.cli.printing import print_frame  # noqa: PLC0415
    from yusuan.pipeline import run as pipeline  # noqa: PLC0415

    workspace = workspace_at(clean)
    chosen = {"department": department, "fiscal_year": year}
    select(workspace.documents(), workspace.documents(), **chosen)  # a wrong choice is told before the work
    pipeline.check(workspace)
    say_all(waivers.notes(workspace.waivers().collect()))
    findings = _in(lang, select(workspace.findings(), workspace.documents(), **chosen).collect())
    first = pl.col("status").cast(pl.Enum(_FIRST))
    findings = findings.sort(first, maintain_order=True)
    untested = _in(lang, select(workspace.untested(), workspace.documents(), **chosen).collect())
    status = pl.col("status").cast(pl.String)
    match form:
        case "junit":
            from yusuan.checks.junit import junit  # noqa: PLC0415

            sys.stdout.buffer.write(junit(findings, untested))
        case "table":
            listed = findings.filter(status.is_in(_LISTED) & pl.col("waived").is_null())
            print_frame("findings", listed, form)
            say_all(_rounding(findings))
        case _:
            print_frame("findings", findings, form)
    if form == "table":
        say_all(_never_tested(workspace))
    say(_summary(findings, untested))
    fails = findings.filter(pl.col("waived").is_null())["status"].cast(pl.String).is_in(_FAILS[fail_on])
    return Exit.FOUND if fails.any() else Exit.DONE


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


def _never_tested(workspace: Workspace) -> list[str]:
    """The identities that no document of the collection could test: how many, and a line a suite."""
    from yusuan.identities.suite import load, titles  # noqa: PLC0415

    rows = workspace.findings().select("identity", "witnesses").collect()
    tested = set(rows["identity"]) | set(rows["witnesses"].explode().struct.field("identity"))
    asked = load(workspace.expectations)
    of_suite: dict[str, list[str]] = {}
    for one in asked:
        if one.formula.identity not in tested:
            of_suite.setdefault(one.suite, []).append(one.formula.identity)
    count = sum(map(len, of_suite.values()))
    first = f"{len(asked)} 条规则中有 {count} 条没有一份文件可以核对 (identities that no document could test)"
    names = titles(workspace.expectations)
    return [first, *(f"  {names[suite][0]} ({suite})：{'、'.join(of)}" for suite, of in of_suite.items())]


def _summary(findings: pl.DataFrame, untested: pl.DataFrame) -> str:
    import polars as pl  # noqa: PLC0415

    from yusuan.model.vocabulary import STATUS_NAMES, Status  # noqa: PLC0415

    counts = dict(findings["status"].cast(str).value_counts().iter_rows())
    told = [f"{STATUS_NAMES[status][0]} {counts.get(status.value, 0)}" for status in Status]
    waived = findings.filter(pl.col("waived").is_not_null()).height
    told += [f"其中已核准例外 {waived} (waived)"] if waived else []
    return f"{'，'.join(told)}，未能核对 {untested.height} (exact, rounding, broken, question, untested)"
