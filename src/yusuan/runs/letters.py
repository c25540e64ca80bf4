"""The letters of a run, each once and only of what is whole; what has broken is held back or warned of first."""

from __future__ import annotations

import re
from email.policy import SMTP
from typing import TYPE_CHECKING, Final, Literal

from yusuan import clock
from yusuan.mail import address
from yusuan.model.vocabulary import STATUS_NAMES, Status, pick
from yusuan.report.folders import folder_of
from yusuan.runs import templates
from yusuan.runs.manifest import Letter
from yusuan.storage import atomic as files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from yusuan.mail.settings import Mail
    from yusuan.runs.log import Log
    from yusuan.runs.manifest import Document, Manifest, Piece
    from yusuan.runs.plan import Plan, Run

OUTBOX: Final = "_outbox"
OPERATOR: Final = "_operator"
GOOD: Final = frozenset({"sent", "written", "held"})

_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")
_SENDING: dict[str, str] = {
    "sent": "已寄出 (sent)",
    "written": "已写成 .eml (written)",
    "held": "待批准 (held for approval)",
    "failed": "被拒收 (refused)",
    "deferred": "暂未寄出，下次再试 (deferred)",
    "unknown": "是否寄到不明，不再自动重寄 (unknown)",
    "error": "信写不成 (cannot be written)",
}


def send(plan: Plan, run: Run, folder: Path, held: Manifest, log: Log) -> bool:
    """Send what of a run's letters is not settled; the manifest is written after each.

    Args:
        plan: says from whom and through which server; without a server, letters are written into the folder.
        run: says to whom, and what holds a letter back.
        folder: of the run, in its place.
        held: its manifest; `letters` is brought up to date.
        log: told of each letter.

    Returns:
        Whether every letter that is due has reached the server or its file, now or earlier.

    Raises:
        OSError: a state cannot be written; what it was about has not been sent.
    """
    if plan.mail is None:
        return True
    failed = {piece.document for piece in held.failed()}
    letters = {(letter.document, letter.recipient): letter for letter in held.letters}
    well = True
    for document in held.documents:
        for recipient in run.recipients if document.document not in failed else ():
            before = letters.get((document.document, recipient))
            if before and before.is_settled:
                continue
            letter = _send_one(plan, plan.mail, run, folder, held, document, recipient)
            letters[document.document, recipient] = letter
            held.letters = list(letters.values())
            held.write(folder)
            well = well and letter.status in GOOD
            log.say("letter", told(letter), held.run, "info" if letter.status in GOOD else "error")
    return well


def told(letter: Letter) -> str:
    """What became of a letter, in a line."""
    status = _SENDING[letter.status]
    return f"{letter.document} → {letter.recipient}：{status} {letter.detail}".rstrip()


def _send_one(
    plan: Plan, mail: Mail, run: Run, folder: Path, held: Manifest, document: Document, recipient: str
) -> Letter:
    pieces = [piece for piece in held.pieces if piece.document == document.document]
    pages, workbooks = (_files(folder, pieces, kind) for kind in ("page", "workbook"))
    from yusuan.mail import content  # noqa: PLC0415 — most batches write no letter

    warning, subject = _worded(run, held, document)
    key = f"{held.run}/{document.document}/{content.seen([*pages, *workbooks])}/{warning}".rstrip("/")
    message_id = address.message_id_for(key, recipient, mail.sender)

    def settled(
        status: Literal["sent", "failed", "unknown", "written", "held", "deferred", "error"], detail: str
    ) -> Letter:
        return Letter(
            document=document.document,
            recipient=recipient,
            status=status,
            detail=detail,
            message_id=message_id,
            at=clock.now().isoformat(timespec="seconds"),
        )

    if _count(document, run.hold_on) and not held.approval:
        return settled("held", warning)
    from yusuan.mail.letter import LetterError, compose  # noqa: PLC0415 — most batches write no letter

    try:
        message = compose(
            pages,
            sender=mail.sender,
            recipient=recipient,
            subject=subject,
            note=templates.fill(run.note, _values(run, held, document)),
            warning=warning,
            lang=run.language,
            attachments=workbooks,
            list_id=mail.list_id,
            message_id=message_id,
            date=clock.now(),
        )
    except LetterError as error:
        return settled("error", str(error))
    if mail.server is None:
        path = folder / "mail" / folder_of(document.document) / f"{_file_name(recipient)}.eml"
        files.write(path, message.as_bytes(policy=SMTP))
        return settled("written", path.relative_to(folder).as_posix())
    from yusuan.mail.outbox import Outbox  # noqa: PLC0415

    delivery = Outbox(plan.folder / OUTBOX).deliver(message, recipient, mail.server, key)
    # The outbox returns from a delivery only when that has ended, one way or the other.
    status = delivery.status if delivery.status != "sending" else "unknown"
    return settled(status, delivery.detail)


def _files(folder: Path, pieces: Sequence[Piece], kind: Literal["page", "workbook"]) -> list[Path]:
    """The pages of a document, or its workbook."""
    return [folder / piece.outputs[0].path for piece in pieces if piece.kind == kind]


def _worded(run: Run, held: Manifest, document: Document) -> tuple[str, str]:
    """The warning, empty where there is nothing to warn of; and the subject, which begins with it."""
    subject = templates.fill(run.subject, _values(run, held, document))
    gated = [status for status in ("broken", "question") if status in {*run.hold_on, *run.warn_on}]
    counts = [
        pick((f"{STATUS_NAMES[status][0]} {count} 处", f"{count} {STATUS_NAMES[status][1]}"), run.language)
        for status in map(Status, gated)
        if (count := document.findings.get(status.value, 0))
    ]
    if not counts:
        return "", subject
    told = pick(("、", ", "), run.language).join(counts)
    warning = pick(
        (
            f"核对有{told}：使用数字前请先看“勾稽核对”。",
            f"Checks: {told}. See what adds up before you use a figure.",
        ),
        run.language,
    )
    return warning, pick((f"【{told}】{subject}", f"[{told}] {subject}"), run.language)


def _count(document: Document, statuses: Sequence[str]) -> int:
    return sum(document.findings.get(status, 0) for status in statuses)


def _values(run: Run, held: Manifest, document: Document) -> dict[str, object]:
    return {
        "run": held.run,
        "title": run.title,
        "department": document.department,
        "period": document.period,
        "year": document.year,
        "date": held.started[:10],
        "broken": document.findings.get("broken", 0),
        "question": document.findings.get("question", 0),
    }


def tell_operator(plan: Plan, key: str, subject: str, lines: Sequence[str], log: Log) -> None:
    """Tell the operator what failed or waits, once for a key; that this cannot be done is logged, and no more.

    Args:
        plan: says who it is, and through which server; without one the letter is written into a file.
        key: of what is told.
        subject: one line.
        lines: what failed or waits, and why; no data.
        log: told where the letter went.
    """
    mail = plan.mail
    if mail is None or mail.operator is None:
        return
    from yusuan.mail.letter import notice  # noqa: PLC0415

    message = notice(
        "\n".join(lines),
        sender=mail.sender,
        recipient=mail.operator,
        subject=subject,
        list_id=mail.list_id,
        message_id=address.message_id_for(key, mail.operator, mail.sender),
        date=clock.now(),
    )
    try:
        if mail.server is None:
            path = plan.folder / OPERATOR / f"{_file_name(key)}.eml"
            if not path.exists():
                files.write(path, message.as_bytes(policy=SMTP))
            log.say("operator", f"给管理员的通知写在 {path} (written)")
        else:
            from yusuan.mail.outbox import Outbox  # noqa: PLC0415

            delivery = Outbox(plan.folder / OUTBOX).deliver(message, mail.operator, mail.server, key)
            text = f"通知 → {mail.operator}：{_SENDING[delivery.status]} {delivery.detail}"
            log.say("operator", text.rstrip())
    except OSError as error:
        log.say("operator", f"给管理员的通知无法寄出：{error} (cannot be sent)", level="error")


def _file_name(text: str) -> str:
    return _UNSAFE.sub("_", address.bare(text) if "@" in text else text)[:120]
