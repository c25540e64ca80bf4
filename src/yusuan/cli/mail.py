"""mail: send a report, or write it as a file that a mail program opens."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yusuan.cli.compare import Department  # noqa: TC001 — typer reads the annotations
from yusuan.cli.console import say
from yusuan.cli.exits import Exit
from yusuan.cli.options import OnePhase, OneScope, workspace_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    from yusuan.mail.excerpt import Excerpt
    from yusuan.mail.settings import Mail
    from yusuan.workspace.workspace import Workspace

# Who writes where a letter is only written to a file and nothing says who does.
_NOBODY = {"from": "yusuan@localhost", "list_id": "yusuan.localhost"}
_EML = ".eml"

_Recipients = Annotated[
    list[str],
    typer.Option(
        "--to",
        metavar="ADDR",
        help="收件人，须在 runs.toml 的 [mail] allow 中，可多次给出 (allowed recipient)",
    ),
]
_Year = Annotated[int, typer.Option("--year", metavar="Y", help="预算年度 (fiscal year)")]
_Subject = Annotated[
    str | None,
    typer.Option(
        "--subject", metavar="TEXT", help="主题，默认为部门、年度和报告名 (subject)", show_default=False
    ),
]
_Note = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="附言，放在报告之前 (note before the report)")
]
_Link = Annotated[
    str | None, typer.Option("--link", metavar="URL", help="完整报告的网址 (address of the whole report)")
]
_Write = Annotated[
    Path | None,
    typer.Option(
        "--write",
        metavar="DIR|FILE",
        help="不寄出，写成 .eml 文件；多个收件人时给文件夹 (write .eml files instead of sending)",
    ),
]
_Settings = Annotated[
    Path | None,
    typer.Option(
        "--server",
        metavar="FILE",
        help="有 [mail] 表的文件，默认工作区的 runs.toml (file with the table [mail])",
    ),
]
_Again = Annotated[
    bool,
    typer.Option("--again", help="寄过的也再寄一份 (send another copy of what was sent before)"),
]
_Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="信中自己的话用的语言 (language)")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help="把报告寄出，或写成 .eml 文件。\n\nSend a report, or write it as an .eml file.")(mail)


def mail(  # noqa: PLR0913, PLR0917 — each is an option
    department: Department,
    year: _Year,
    to: _Recipients,
    phase: OnePhase = None,
    scope: OneScope = None,
    subject: _Subject = None,
    note: _Note = "",
    link: _Link = None,
    write: _Write = None,
    server: _Settings = None,
    again: _Again = False,
    lang: _Lang = "zh",
) -> int:
    """Send or write a report."""
    workspace = workspace_at(None)
    from yusuan.analysis.question import VarianceError  # noqa: PLC0415
    from yusuan.mail import excerpt  # noqa: PLC0415
    from yusuan.mail.letter import LetterError  # noqa: PLC0415
    from yusuan.mail.settings import SettingsError  # noqa: PLC0415
    from yusuan.report.disclosure import choose  # noqa: PLC0415
    from yusuan.report.folders import folder_of  # noqa: PLC0415

    try:
        chosen = choose(workspace, department, year, phase=phase or "budget", scope=scope)
        folder = workspace.reports / folder_of(chosen.document)
        pages = excerpt.pages(folder)
        if not pages:
            say(f"{folder}：还没有报告；请先运行 yusuan run (no report yet)")
            return Exit.CALL
        recipients = _addresses(to)
        settings = _settings(workspace, server, recipients, sending=write is None)
        if refused := [recipient for recipient in recipients if not settings.allowed(recipient)]:
            say(f"不在 [mail] allow 中：{'、'.join(refused)} (not an allowed recipient)")
            return Exit.CALL
        first = excerpt.read(pages[0])
        letters = _letters(
            [*pages, *sorted(folder.glob("*.xlsx"))],
            recipients,
            settings,
            subject=subject or _subject(first),
            note=note,
            link=link,
            again=again,
            lang=lang,
        )
        return _written(letters, write) if write is not None else _sent(letters, settings, workspace)
    except (VarianceError, SettingsError, LetterError, excerpt.PageError) as error:
        say(str(error))
        return Exit.CALL


def _addresses(given: Sequence[str]) -> list[str]:
    from yusuan.mail import address  # noqa: PLC0415

    try:
        return list(dict.fromkeys(address.bare(text) for text in given))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--to") from None


def _settings(workspace: Workspace, given: Path | None, to: Sequence[str], *, sending: bool) -> Mail:
    """What the file says; without one a letter can be written to a file, to anybody."""
    from yusuan.mail.settings import Mail, SettingsError, read  # noqa: PLC0415

    path = given or workspace.root / "runs.toml"
    if not sending and given is None and not path.is_file():
        return Mail.model_validate({**_NOBODY, "allow": tuple(to)})
    settings = read(path)
    if sending and settings.server is None:
        raise SettingsError(f"{path}：没有 [mail.server]；可用 --write 写成文件 (no server to send through)")
    return settings


def _subject(first: Excerpt) -> str:
    return f"{first.department} {first.period} {first.title}"


def _letters(
    files: Sequence[Path],
    recipients: Sequence[str],
    settings: Mail,
    *,
    subject: str,
    note: str,
    link: str | None,
    again: bool,
    lang: Literal["zh", "en"],
) -> dict[str, tuple[str, EmailMessage]]:
    """By recipient, the key of what is sent, and the letter."""
    from yusuan import clock  # noqa: PLC0415
    from yusuan.mail import address  # noqa: PLC0415
    from yusuan.mail.content import seen  # noqa: PLC0415
    from yusuan.mail.letter import compose  # noqa: PLC0415

    now = clock.now()
    said = [subject, note, link or "", lang, now.isoformat() if again else ""]
    text = "\0".join([*said, seen(files)])
    key = f"mail {hashlib.sha256(text.encode()).hexdigest()}"
    return {
        recipient: (
            key,
            compose(
                [path for path in files if path.suffix == ".html"],
                sender=settings.sender,
                recipient=recipient,
                subject=subject,
                note=note,
                lang=lang,
                attachments=[path for path in files if path.suffix != ".html"],
                link=link,
                list_id=settings.list_id,
                message_id=address.message_id_for(key, recipient, settings.sender),
                date=now,
            ),
        )
        for recipient in recipients
    }


def _written(letters: dict[str, tuple[str, EmailMessage]], target: Path) -> int:
    from yusuan.storage import atomic as files  # noqa: PLC0415

    if target.suffix == _EML and len(letters) > 1:
        say("收件人不止一个，--write 请给文件夹 (several recipients: give a folder)")
        return Exit.CALL
    for recipient, (_, message) in letters.items():
        path = target if target.suffix == _EML else target / f"{_file_name(recipient)}{_EML}"
        files.write(path, message.as_bytes())
        typer.echo(path)
    return Exit.DONE


def _file_name(recipient: str) -> str:
    """An address as a file name; a slash may stand in an address."""
    return recipient.replace("/", "_").lstrip(".")


def _sent(letters: dict[str, tuple[str, EmailMessage]], settings: Mail, workspace: Workspace) -> int:
    from yusuan.mail.outbox import Outbox  # noqa: PLC0415

    assert settings.server is not None
    outbox = Outbox(workspace.reports / "outbox")
    deliveries = [
        outbox.deliver(message, recipient, settings.server, key)
        for recipient, (key, message) in letters.items()
    ]
    for delivery in deliveries:
        typer.echo(f"{delivery.recipient}\t{delivery.status}\t{delivery.detail}")
    return Exit.DONE if all(delivery.status == "sent" for delivery in deliveries) else Exit.FAILED
