"""A report as a letter: plain text, HTML with pictures, and the whole report attached; nothing is fetched."""

from __future__ import annotations

import hashlib
import re
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import css_inline
import jinja2
from markupsafe import Markup

from yusuan.mail import address, excerpt, pictures
from yusuan.mail.attached import attached
from yusuan.mail.text import Letter, lines, paragraphs, plain
from yusuan.report.elements.style import COLOURS, FONTS, light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from yusuan.model.vocabulary import Language

# Large mail programs cut what is longer than 102 KB and hide the rest.
MOST_HTML_BYTES: Final = 102 * 1024
_LONGEST_NOTE = 4_000
_LONGEST_SUBJECT = 300
_TEMPLATE = Path(__file__).parent / "template"
_TOKEN = re.compile(r"var\(--([a-z0-9-]+)\)")
_LINK = re.compile(r"https?://[^\s<>\"']+")


class LetterError(Exception):
    """The letter cannot be written as asked; the message says why."""


def compose(  # noqa: PLR0913 — a letter has that many parts, each by its name
    pages: Sequence[Path],
    *,
    sender: str,
    recipient: str,
    subject: str,
    note: str = "",
    warning: str = "",
    lang: Language = "zh",
    attachments: Sequence[Path] = (),
    link: str | None = None,
    list_id: str,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """Write the letter of a report to one recipient.

    Args:
        pages: the report's HTML pages; headline, key table and charts are of the first.
        sender: address, with or without a name.
        recipient: address, with or without a name; nobody else's stands in the letter.
        subject: one line.
        note: of the sender, stands before the report; lines are kept.
        warning: what to know before anything else; stands first.
        lang: of the letter's own words; the report's words are in the language of its pages.
        attachments: further files, a workbook say; pages are attached anyway.
        link: address of the whole report, given in the letter.
        list_id: as RFC 2919 has it, without brackets.
        message_id: in angle brackets, see `address.message_id_for`.
        date: with a time zone.

    Returns:
        The message; its bytes are the same whenever all of the above are.

    Raises:
        LetterError: a header would hold a line break or is no address, a page is no report or a chart
            of it cannot be drawn, the note is too long, the date has no time zone, the link is no web address.
        OSError: a file cannot be read.
    """
    message = _headed(sender, recipient, subject, list_id, message_id, date)
    try:
        excerpts = [excerpt.read(page) for page in pages]
    except excerpt.PageError as error:
        raise LetterError(str(error)) from None
    _possible(excerpts, note, warning, link)
    letter = Letter(
        lang=lang,
        warning=" ".join(paragraphs(warning)),
        note=tuple(paragraphs(note)),
        first=excerpts[0],
        others=tuple(excerpts[1:]),
        drawn=pictures.has_chinese_font(),
        attached=attached(excerpts, attachments),
        link=link or "",
    )
    _body(message, letter, str(message["Subject"]))
    _settle_boundaries(message, message_id)
    return message


def notice(
    text: str,
    *,
    sender: str,
    recipient: str,
    subject: str,
    list_id: str,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """Write a letter of plain text only: to the operator, of what failed.

    Args:
        text: lines are kept, indented as they are; characters that steer a display are replaced by blanks.
        sender: as `compose` takes it, like what follows.
        recipient: address.
        subject: one line.
        list_id: without brackets.
        message_id: in angle brackets.
        date: with a time zone.

    Raises:
        LetterError: a header would hold a line break or is no address, or the date has no time zone.
    """
    message = _headed(sender, recipient, subject, list_id, message_id, date)
    message.set_content("\n".join(lines(text)) + "\n", cte="base64")
    return message


def _headed(
    sender: str, recipient: str, subject: str, list_id: str, message_id: str, date: datetime
) -> EmailMessage:
    if not subject.strip() or len(subject) > _LONGEST_SUBJECT:
        raise LetterError(f"主题应有 1 至 {_LONGEST_SUBJECT} 个字 (subject is empty or too long)")
    if date.tzinfo is None:
        raise LetterError("日期没有时区 (date without a time zone)")
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = address.mailbox(sender)
        message["To"] = address.mailbox(recipient)
        message["Subject"] = address.one_line(subject)
        message["Message-ID"] = address.message_id(message_id)
        message["List-Id"] = f"<{address.list_id(list_id)}>"
    except ValueError as error:
        raise LetterError(str(error)) from None
    message["Date"] = date
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    return message


def _possible(excerpts: Sequence[excerpt.Excerpt], note: str, warning: str, link: str | None) -> None:
    if not excerpts:
        raise LetterError("没有报告可寄 (no page)")
    if max(len(note), len(warning)) > _LONGEST_NOTE:
        raise LetterError(f"附言或警示超过 {_LONGEST_NOTE} 字 (note or warning too long)")
    if link is not None and not _LINK.fullmatch(link):
        raise LetterError("链接应以 http:// 或 https:// 开头 (no web address)")


def _body(message: EmailMessage, letter: Letter, subject: str) -> None:
    domain = str(message["Message-ID"]).strip("<>").partition("@")[2]
    cids = [f"chart-{number}@{domain}" for number, _ in enumerate(letter.first.charts, start=1)]
    # Base64: no server has to take 8-bit lines, and no line of a document can look like a header or a boundary.
    message.set_content(plain(letter), cte="base64")
    message.add_alternative(markup(letter, subject, cids), subtype="html", cte="base64")
    if letter.drawn and letter.first.charts:
        part = message.get_body(("html",))
        assert isinstance(part, EmailMessage)
        for cid, chart in zip(cids, letter.first.charts, strict=True):
            try:
                drawn = pictures.png(chart)
            except ValueError as error:
                raise LetterError(f"图画不出：{error} (a chart cannot be drawn)") from None
            name = f"{cid.partition('@')[0]}.png"
            part.add_related(drawn, "image", "png", cid=f"<{cid}>", disposition="inline", filename=name)
    for file in letter.attached.files:
        kind, subkind = file.kind
        message.add_attachment(file.content, maintype=kind, subtype=subkind, filename=file.name)


def markup(letter: Letter, subject: str, cids: Sequence[str]) -> str:
    """The HTML of a letter, styles inlined: many mail programs drop style sheets.

    Args:
        letter: what it says; all of it is escaped here.
        subject: its title.
        cids: of the pictures, by chart.

    Raises:
        LetterError: it is longer than mail programs show.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    text = environment.get_template("letter.html.j2").render(
        letter=letter,
        subject=subject,
        cids=cids,
        width=pictures.WIDTH,
        style=Markup(_style()),  # noqa: S704 — our own text
    )
    inlined = css_inline.CSSInliner(load_remote_stylesheets=False).inline(text)
    if len(inlined.encode()) >= MOST_HTML_BYTES:
        raise LetterError(f"正文超过 {MOST_HTML_BYTES // 1024} KB (too long for a mail program)")
    return inlined


@cache
def _style() -> str:
    """The style sheet in light colours, as values: mail programs know no variables."""
    values = {token: light(token) for token in COLOURS} | {"fonts": FONTS}
    return _TOKEN.sub(lambda match: values[match[1]], (_TEMPLATE / "letter.css").read_text("utf-8"))


def _settle_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries that follow from the message's id, so that the same letter is the same bytes."""
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest}_{number}")
