"""A real mail server on this machine that behaves as told, and the pages of a small report."""
# ruff: noqa: ARG001, ARG002, N802 — what aiosmtpd calls, by its names

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from yusuan.mail.address import message_id_for
from yusuan.mail.letter import compose
from yusuan.mail.server import Server
from yusuan.model.vocabulary import Status
from yusuan.report import charts, tables
from yusuan.report.elements import display
from yusuan.report.elements.display import Figure, Html
from yusuan.report.elements.sources import Place, Sources
from yusuan.report.figures.bridge import Step
from yusuan.report.pages import page
from yusuan.report.pages.page import About
from yusuan.report.sections import quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yusuan.report.elements.sources import Sources as _Sources

SECRET = "canary-7f3a91"
USER = "budget"
RECIPIENT = "li@example.org"


@dataclass
class Postmaster:
    """What the server does, and what it has taken: `answers` are given in turn, the last one ever after."""

    answers: list[str] = field(default_factory=lambda: ["250 taken"])
    to_recipients: list[str] = field(default_factory=lambda: ["250 ok"])
    drops: bool = False
    sleeps_s: float = 0
    at: Callable[[str], None] = lambda _moment: None
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    asked: int = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.at("MAIL")
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.at("RCPT")
        answer = self.to_recipients.pop(0) if len(self.to_recipients) > 1 else self.to_recipients[0]
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        if answer == "drop":
            server.transport.abort()
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("2"):
            self.taken.append((list(envelope.rcpt_tos), envelope.original_content))
        self.at("DATA")
        if self.sleeps_s:
            await asyncio.sleep(self.sleeps_s)
        if self.drops:
            server.transport.abort()
        return answer

    async def handle_QUIT(self, server, session, envelope):
        self.at("QUIT")
        return "221 bye"


@dataclass
class Post:
    """A running server: its postmaster, and the settings that reach it."""

    postmaster: Postmaster
    settings: dict[str, Any]

    def server(self, **other: Any) -> Server:
        return Server.model_validate({**self.settings, **other})


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def post(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Post]]:
    """Start a server with STARTTLS (or TLS) and AUTH, as a `Postmaster` is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("POST_PASSWORD", SECRET)
    running: list[Controller] = []

    def known(server, session, envelope, mechanism, login):
        fits = (login.login, login.password) == (USER.encode(), SECRET.encode())
        return AuthResult(success=fits, handled=False, message=None if fits else f"535 no {SECRET}")

    def start(security: str = "starttls", **behaviour: Any) -> Post:
        port = _free_port()
        postmaster = Postmaster(**behaviour)
        by_security: dict[str, dict[str, Any]] = {
            "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
            "tls": {"ssl_context": context, "auth_require_tls": False},
            "plain": {"auth_require_tls": False},
        }
        controller = Controller(
            postmaster, hostname="127.0.0.1", port=port, authenticator=known, **by_security[security]
        )
        controller.start()
        running.append(controller)
        named = {} if security == "plain" else {"user": USER, "password_env": "POST_PASSWORD"}
        trust = {} if security == "plain" else {"ca_file": str(trusted)}
        settings = {"host": "127.0.0.1", "port": port, "security": security, "timeout_s": 5, "wait_s": 0}
        return Post(postmaster, {**settings, **named, **trust})

    yield start
    for controller in running:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def outputs(piece: Html | Figure) -> list[Any]:
    if isinstance(piece, Html):
        data, metadata = piece._repr_mimebundle_()
        return [new_output("display_data", data=data, metadata=metadata)]
    title = Html(
        f'<p class="message"><strong>{display.escape(piece.message)}</strong><br>'
        f'<span class="caption">{display.escape(piece.subject)}</span></p>',
        "",
        {"role": "title"},
    )
    notes = Html(f'<div class="caption">{piece.notes}</div>', "", {"role": "notes"})
    return [*outputs(title), new_output("display_data", data=piece.bundle()), *outputs(notes)]


def _sources(framed: Callable[..., Any]) -> _Sources:
    from yusuan.model import schemas

    path = "data/raw/甲局/2024-budget.txt"
    row = {"document": "甲局/2024-budget", "department": "甲局", "sha256": "0f" * 32, "files": path}
    return Sources(framed(schemas.Documents, {**row, "title": "甲局2024年部门预算"}))


@pytest.fixture(scope="session")
def report(framed: Callable[..., Any]) -> Callable[..., Path]:
    """Write the two pages of a report, made by the renderers themselves; `said` stands wherever text can."""

    def write(folder: Path, said: str = "公务接待费", department: str = "甲局") -> list[Path]:
        from yusuan.model import schemas

        sources = _sources(framed)
        mark = sources.mark(Place("甲局/2024-budget", 1, 5))
        steps = [
            Step("2023年", "base", 10**8, 0, 10**8, True, None),
            Step(said, "change", -(10**7), 10**8, 9 * 10**7, False, None),
            Step("2024年", "current", 9 * 10**7, 0, 9 * 10**7, False, None),
        ]
        columns = [
            tables.Column("项目"),
            tables.Column("2023年", number=True),
            tables.Column("2024年", number=True),
            tables.Column("说明"),
            tables.Column("来源"),
        ]
        rows = [
            [tables._line("本年预算", 0), f"100.00 {tables._tag('推算')}", "90.00", tables.text(said), mark],
            [tables._line(said, 2), "1,000.00", "—", tables.text(said), mark],
        ]
        finding = {
            "document": "甲局/2024-budget",
            "department": department,
            "fiscal_year": 2024,
            "suite": "form",
            "identity": "names.projects",
            "page": 1,
            "row": 5,
            "message": said,
            "message_en": said,
            "repairs": [],
            "witnesses": [],
        }
        findings = framed(
            schemas.Findings,
            *({**finding, "status": "broken"} for _ in range(10)),
            {**finding, "status": "question"},
        )
        about = About(department, "2024年部门预算", [("部门", department), ("生成时间", "2024-03-04 07:00")])
        books = {
            "variance": [
                display.lead(f"2024年本年预算90.00万元，减少10.00万元。主要原因：{said}。", mark),
                display.points([(f"要点：{said}", mark)]),
                charts.bridge(
                    steps, f"减少：{said}", f"{department} · 万元", sources, notes="斜线为推算数。"
                ),
                tables.build("t", columns, rows, f"{department} · 万元", ["“推算”：倒推的数。"]),
                sources.listing(),
            ],
            "quality": [
                display.lead("核对11处。"),
                quality.findings_with_status(findings, Status.BROKEN, sources),
                quality.findings_with_status(findings, Status.QUESTION, sources),
            ],
        }
        paths = []
        for name, pieces in books.items():
            cells = [new_markdown_cell("# 同比变动分析" if name == "variance" else "# 勾稽核对")]
            for piece in pieces:
                title = new_markdown_cell(f"## {'不符' if name == 'quality' else '一节'}")
                cells += [title, new_code_cell("", outputs=outputs(piece))]
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{name}.html"
            with (
                pytest.MonkeyPatch.context() as patch
            ):  # a letter takes nothing of a page's megabyte of script
                patch.setattr("yusuan.report.pages.vega.script", str)
                path.write_text(page.render(new_notebook(cells=cells), about), "utf-8")
            paths.append(path)
        return paths

    return write


@pytest.fixture(scope="session")
def pages(report: Callable[..., list[Path]], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The pages of a plain report."""
    return report(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="session")
def written(pages: list[Path]) -> Callable[..., Any]:
    """Compose a letter; what is not given is the plainest there is."""

    def write(**given: Any) -> Any:
        usual = {
            "pages": pages,
            "sender": "预算组 <budget@example.org>",
            "recipient": RECIPIENT,
            "subject": "甲局2024年部门预算",
            "list_id": "budget.example.org",
            "message_id": message_id_for("k", RECIPIENT, "budget@example.org"),
            "date": dt.datetime(2024, 3, 4, 7, 0, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        }
        wanted = usual | given
        return compose(wanted.pop("pages"), **wanted)

    return write
