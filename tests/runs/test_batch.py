"""A batch makes what is missing, places it whole, sends it once, and says what failed."""

from __future__ import annotations

import datetime as dt
import email
import errno
import io
import json
import re
import subprocess
from email import policy
from typing import TYPE_CHECKING

import pytest

from yusuan.mail.letter import LetterError
from yusuan.mail.outbox import Delivery
from yusuan.pipeline import state
from yusuan.report import pool
from yusuan.report.pages.notebook import NotebookError
from yusuan.runs import manifest
from yusuan.runs.batch import BusyError, alone
from yusuan.runs.folder import Memory, RunFolder
from yusuan.runs.pieces import RunError
from yusuan.runs.plan import load
from yusuan.storage import atomic as files
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

MAIL = """
[mail]
from = "yusuan@example.org"
list_id = "yusuan.example.org"
allow = ["a@example.org", "b@example.org"]
operator = "operator@example.org"
"""
RUN = '[runs.weekly]\ntitle = "周报"\nrecipients = ["a@example.org"]\n'
PIECES = ("variance.ipynb", "workbook.xlsx")
MADE = [f"{department} {piece}" for department in ("乙市财政局", "甲市财政局") for piece in PIECES]
MONDAY = dt.datetime(2024, 3, 4, 7, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))

pytestmark = pytest.mark.usefixtures("no_kernels")


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    return lambda moment: monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))


def folders(root: Path, name: str = "weekly") -> list[Path]:
    return RunFolder(root / "reports" / "runs" / name).stamps()


def letters(root: Path) -> list[email.message.EmailMessage]:
    paths = sorted((root / "reports" / "runs").rglob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def text(message: email.message.EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    return body.get_content().replace("\r\n", "\n")


def test_a_run_stands_whole_with_a_manifest_that_tells_all(batch, root, no_kernels):
    made, _ = batch()
    assert no_kernels == MADE
    assert made.outcome == type(made.outcome)()
    (folder,) = folders(root)
    held = manifest.read(folder)
    assert held
    assert (held.run, held.stamp, held.status) == ("weekly", folder.name, "done")
    assert held.parameters["recipients"] == ["a@example.org"]
    assert [document.sha256 for document in held.documents] == ["乙市财政局", "甲市财政局"]
    assert [document.findings for document in held.documents] == [{"broken": 2, "exact": 1}, {"exact": 1}]
    for page, workbook in zip(held.pieces[::2], held.pieces[1::2], strict=True):
        assert (page.kind, page.name, page.status, page.seconds) == ("page", "variance.ipynb", "made", 1.5)
        assert [output.path for output in page.outputs] == [
            f"{page.document}/variance.html",
            f"{page.document}/variance.ipynb",
        ]
        assert (workbook.kind, workbook.name, workbook.status) == ("workbook", "workbook.xlsx", "made")
        (output,) = workbook.outputs
        assert output.path == f"{page.document}/workbook.xlsx"
        assert output.sha256 == state.file_key(folder / output.path)
    assert {letter.status for letter in held.letters} == {"written"}
    assert {"yusuan", "Python", "papermill"} <= held.versions.keys()
    assert "2 页，2 个工作簿 (pages, workbooks)" in (folder / "run.log").read_text("utf-8")
    assert not list(folder.parent.glob(".*"))


def test_nothing_is_made_or_sent_twice(batch, root, no_kernels):
    batch()
    _, said = batch()
    assert no_kernels == MADE
    assert "没有变化" in said
    assert len(folders(root)) == 1
    assert len(letters(root)) == 2


def test_only_what_changed_is_made_again(batch, root, no_kernels):
    batch()
    source = root / "notebooks" / "quality.ipynb"
    source.write_bytes((root / "notebooks" / "variance.ipynb").read_bytes())
    batch()
    assert no_kernels == [*MADE, "乙市财政局 quality.ipynb", "甲市财政局 quality.ipynb"]
    held = manifest.read(folders(root)[1])
    assert held
    assert [piece.status for piece in held.pieces] == ["reused", "made", "reused"] * 2


def test_a_page_that_was_tampered_with_is_made_again(batch, root, no_kernels):
    batch()
    (root / "notebooks" / "other.ipynb").write_bytes((root / "notebooks" / "variance.ipynb").read_bytes())
    page = folders(root)[0] / "甲市财政局/2024-budget/variance.html"
    page.write_text("edited in place", encoding="utf-8")
    batch()
    assert no_kernels.count("甲市财政局 variance.ipynb") == 2
    assert no_kernels.count("乙市财政局 variance.ipynb") == 1


def test_an_unchanged_report_goes_to_whom_it_has_not_gone_yet(batch, root):
    batch()
    both = RUN.replace('"a@example.org"', '"a@example.org", "b@example.org"')
    batch(MAIL + both)
    assert sorted(message["To"] for message in letters(root)) == ["a@example.org"] * 2 + ["b@example.org"] * 2
    assert len(folders(root)) == 1


def test_runs_of_what_changed_report_only_on_that(batch, root, no_kernels):
    run = MAIL + RUN + 'departments = "changed"\n'
    batch(run)
    assert no_kernels == MADE
    _, said = batch(run)
    assert "没有变化的文件" in said
    memory = RunFolder(root / "reports/runs/weekly").memory()
    memory.reported["甲市财政局/2024-budget"] = ["another hash"]
    RunFolder(root / "reports/runs/weekly").remember(memory)
    (root / "notebooks" / "other.ipynb").write_bytes((root / "notebooks" / "variance.ipynb").read_bytes())
    batch(run)
    held = manifest.read(folders(root)[1])
    assert held
    assert {piece.document for piece in held.pieces} == {"甲市财政局/2024-budget"}


def test_what_is_broken_is_said_first_in_subject_and_body(batch, root):
    batch()
    warned, plain = letters(root)
    assert warned["Subject"] == "【不符 2 处】乙市财政局2024年部门预算：周报"
    assert text(warned).startswith("【注意】核对有不符 2 处")
    assert plain["Subject"] == "甲市财政局2024年部门预算：周报"


def test_held_letters_wait_for_approval_and_go_once(batch, root):
    run = MAIL + RUN + 'hold_on = ["broken"]\nlanguage = "en"\n'
    made, said = batch(run)
    assert made.outcome.found
    assert "--approve weekly" in said
    waiting, sent = letters(root)
    assert sent["Subject"] == "甲市财政局2024 department budget：周报"
    assert waiting["To"] == "operator@example.org"
    assert "乙市财政局/2024-budget → a@example.org：待批准" in text(waiting)
    assert f"yusuan batch {root}/runs.toml --approve weekly" in text(waiting)
    made, said = batch(run, approve="weekly")
    assert not made.outcome.found
    _, first, _ = letters(root)
    assert first["Subject"].startswith("[2 broken] 乙市财政局")
    held = manifest.read(folders(root)[0])
    assert held
    assert held.approval
    assert {letter.status for letter in held.letters} == {"written"}
    with pytest.raises(RunError, match="没有待批准的信"):
        batch(run, approve="weekly")
    assert len(letters(root)) == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'departments = ["甲市财政厅"]',
            "runs.bad.departments：没有 甲市财政厅 (not there)；现有 甲市财政局",
        ),
        ("years = [1999]", "runs.bad.years：没有 1999"),
        ('notebooks = ["varianc"]', "runs.bad.notebooks：没有这个笔记本：varianc"),
        ("parameters = { treshold = 1 }", "runs.bad.parameters：笔记本都没有参数 treshold"),
        ('parameters = { threshold = "x" }', "runs.bad.parameters：variance.ipynb：threshold"),
        (
            "materiality = { amount_yuan = 1, rate = 0.1 }",
            "runs.bad.parameters：笔记本都没有参数 materiality",
        ),
        ('phase = "final"', "runs.bad.没有符合的文件"),
        ('schedule = "7"', "runs.bad.schedule：“7”应有五段"),
    ],
)
def test_a_run_that_asks_for_what_there_is_not_is_named_and_the_others_go_on(batch, root, line, said):
    made, log = batch(f'{MAIL}{RUN}[runs.bad]\ntitle = "坏"\n{line}\n')
    assert said in log
    assert made.outcome.wrong
    assert not made.outcome.failed
    assert len(folders(root)) == 1
    told = [message for message in letters(root) if message["To"] == "operator@example.org"]
    assert said in text(told[0])
    batch(f'{MAIL}{RUN}[runs.bad]\ntitle = "坏"\n{line}\n')
    assert len(list((root / "reports/runs/_operator").iterdir())) == 1


def test_parameters_reach_the_notebooks_that_take_them(batch, root):
    batch(MAIL + RUN + "parameters = { threshold = 7 }\n")
    executed = folders(root)[0] / "甲市财政局/2024-budget/variance.ipynb"
    given = json.loads(executed.read_bytes())["parameters"]
    assert given == {"department": "甲市财政局", "year": 2024, "lang": "zh", "threshold": 7}


def test_materiality_reaches_a_notebook_that_takes_it(batch, root):
    book = root / "notebooks" / "variance.ipynb"
    takes = "threshold: int = 0\\nmateriality_yuan: int = 0\\nmateriality_rate: float = 0.0"
    book.write_text(book.read_text("utf-8").replace("threshold: int = 0", takes), encoding="utf-8")
    batch(MAIL + RUN + "materiality = { amount_yuan = 100000, rate = 0.05 }\n")
    executed = folders(root)[0] / "甲市财政局/2024-budget/variance.ipynb"
    given = json.loads(executed.read_bytes())["parameters"]
    assert (given["materiality_yuan"], given["materiality_rate"]) == (100_000, 0.05)


def test_a_failed_page_is_told_to_the_operator_without_data_and_its_document_is_not_mailed(
    batch, root, monkeypatch, tmp_path
):
    kept = tmp_path / "variance.failed.ipynb"
    kept.write_text("{}", encoding="utf-8")
    real = pool.run

    def run(work, folder, jobs):
        *others, last, workbook = work
        yield from real([*others, workbook], folder, jobs)
        yield (
            last,
            NotebookError("variance.ipynb：张三 12.30", "last", ["Cell In[2], line 1", "ValueError"], kept),
        )

    monkeypatch.setattr("yusuan.report.pool.run", run)
    made, _ = batch()
    assert made.outcome.failed
    (folder,) = folders(root)
    held = manifest.read(folder)
    assert held
    assert (held.status, held.pieces[2].status, held.pieces[2].cell) == ("failed", "failed", "last")
    assert (folder / "甲市财政局/2024-budget/variance.failed.ipynb").exists()
    assert "张三" in (folder / "run.log").read_text("utf-8")
    one, two = letters(root)
    told, sent = (one, two) if one["To"] == "operator@example.org" else (two, one)
    assert sent["Subject"].endswith("乙市财政局2024年部门预算：周报")
    assert "【失败】yusuan 运行 weekly" in told["Subject"]
    assert "甲市财政局/2024-budget · variance.ipynb" in text(told)
    assert "Cell In[2], line 1\n  ValueError" in text(told)
    assert "张三" not in text(told)

    monkeypatch.setattr("yusuan.report.pool.run", real)
    made, _ = batch()
    assert not made.outcome.failed
    held = manifest.read(folders(root)[1])
    assert held
    assert [piece.status for piece in held.pieces] == ["reused", "reused", "made", "reused"]


def test_the_workbook_goes_with_the_pages_unless_it_is_left_out(batch, root, no_kernels):
    batch()
    assert [[part.get_filename() for part in letter.iter_attachments()] for letter in letters(root)] == [
        [f"{name}-2024年部门预算-同比变动分析.html", f"{name}-2024年部门预算.xlsx"]
        for name in ("乙市财政局", "甲市财政局")
    ]
    attached = list(letters(root)[0].iter_attachments())[1]
    assert attached.get_content() == "workbook of 乙市财政局".encode()
    no_kernels.clear()
    batch(f"{MAIL}{RUN.replace('weekly', 'pages')}workbook = false\n")
    assert no_kernels == []
    held = manifest.read(folders(root, "pages")[0])
    assert held
    assert {piece.kind for piece in held.pieces} == {"page"}


def test_a_failed_workbook_keeps_its_letter_back_and_what_it_had_in_hand_is_not_told(
    batch, root, monkeypatch
):
    real = pool.run

    def run(work, folder, jobs):
        *others, last = work
        yield from real(others, folder, jobs)
        yield last, NotebookError("workbook.xlsx：KeyError: 张三", trace=["internal error: KeyError"])

    monkeypatch.setattr("yusuan.report.pool.run", run)
    made, _ = batch()
    assert made.outcome.failed
    held = manifest.read(folders(root)[0])
    assert held
    assert [piece.status for piece in held.pieces] == ["made", "made", "made", "failed"]
    assert {letter.document for letter in held.letters} == {"乙市财政局/2024-budget"}
    (told,) = [letter for letter in letters(root) if letter["To"] == "operator@example.org"]
    assert "甲市财政局/2024-budget · workbook.xlsx" in text(told)
    assert "internal error: KeyError" in text(told)
    assert "张三" not in text(told)


def test_a_full_disk_leaves_no_half_folder_and_the_other_runs_go_on(batch, root, monkeypatch):
    real = files.write

    def write(path, content):
        if "weekly" in str(path) and path.name == "manifest.json":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(files, "write", write)
    made, said = batch(f'{MAIL}{RUN}[runs.other]\ntitle = "另一个"\n')
    assert made.outcome.failed
    assert "No space left on device" in said
    assert not folders(root)
    assert not list((root / "reports/runs/weekly").glob(".*"))
    assert len(folders(root, "other")) == 1
    monkeypatch.setattr(files, "write", real)
    made, _ = batch(f'{MAIL}{RUN}[runs.other]\ntitle = "另一个"\n')
    assert not made.outcome.failed
    assert len(folders(root)) == 1


def test_a_page_that_cannot_be_kept_is_a_failure_of_its_own(batch, root, monkeypatch):
    def keep(_store, _key, _made):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("yusuan.runs.store.Store.keep", keep)
    made, said = batch()
    assert made.outcome.failed
    assert "写不下结果" in said
    held = manifest.read(folders(root)[0])
    assert held
    assert {piece.status for piece in held.pieces} == {"failed"}


def test_a_run_is_due_once_for_each_time_and_after_downtime(batch, root, at):
    run = MAIL + RUN + 'schedule = "0 7 * * 1"\ntime_zone = "Asia/Shanghai"\n'
    at(MONDAY)
    batch(run, due=True)
    at(MONDAY + dt.timedelta(days=6, hours=23))
    _, said = batch(run, due=True)
    assert said == ""
    at(MONDAY + dt.timedelta(days=16))  # two Mondays were missed; one run makes up for both
    _, said = batch(run, due=True)
    assert "没有变化" in said
    assert RunFolder(root / "reports/runs/weekly").memory().tick == "2024-03-18T07:00:00+08:00"
    _, said = batch(run, due=True)
    assert said == ""


def test_a_run_without_a_schedule_is_due_only_when_it_was_interrupted(batch, root, no_kernels):
    batch(due=True)
    assert no_kernels == []
    folder = RunFolder(root / "reports/runs/weekly")
    folder.remember(Memory(started="2024-03-04T07:00:00+08:00"))
    batch(due=True)
    assert no_kernels == MADE
    assert folder.memory().started is None


def test_old_folders_go_and_pages_that_none_holds(batch, root):
    run = MAIL + RUN + "keep = 2\n"
    for threshold in range(4):
        batch(f"{run}parameters = {{ threshold = {threshold} }}\n")
    kept = folders(root)
    assert len(kept) == 2
    keys = {piece.key for folder in kept if (held := manifest.read(folder)) for piece in held.pieces}
    assert {path.name for path in (root / "reports/runs/_made").iterdir()} == keys


def test_pages_that_an_interrupted_run_counts_on_stay(batch, root):
    batch()
    RunFolder(root / "reports/runs/other").remember(Memory(started="2024-03-04T07:00:00+08:00"))
    batch(f"{MAIL}{RUN}keep = 1\nparameters = {{ threshold = 1 }}\n")
    assert len(list((root / "reports/runs/_made").iterdir())) == 6


def test_one_batch_runs_at_a_time(root):
    (root / "runs.toml").write_text(RUN.replace('recipients = ["a@example.org"]', ""), encoding="utf-8")
    plan = load(root / "runs.toml", Workspace(root))
    with alone(plan, 0), pytest.raises(BusyError, match="另一批正在运行"), alone(plan, 0.1):
        pass
    with alone(plan, 0):
        pass


def test_refused_inputs_are_told_once_and_the_rest_is_done(batch, root, monkeypatch):
    from yusuan.pipeline.run import Fresh

    fresh = Fresh(1, 2, ("data/raw/x.pdf：读不出",), ("一处提示",))
    monkeypatch.setattr("yusuan.pipeline.run.refresh", lambda *_, **__: fresh)
    made, said = batch()
    batch()
    assert made.outcome.refused
    for line in ("读入 1 份文件", "核对 2 条", "一处提示", "x.pdf：读不出"):
        assert line in said
    told = [message for message in letters(root) if message["To"] == "operator@example.org"]
    assert len(told) == 1
    assert "x.pdf：读不出" in text(told[0])


def test_when_ingest_fails_as_a_whole_the_operator_is_told_and_nothing_is_made(batch, root, monkeypatch):
    def refresh(*_, **__):
        raise RuntimeError("张三 12.30")

    monkeypatch.setattr("yusuan.pipeline.run.refresh", refresh)
    with pytest.raises(RuntimeError):
        batch()
    (told,) = letters(root)
    assert "RuntimeError" in text(told)
    assert "张三" not in text(told)


def test_lines_for_machines_are_json(batch):
    _, said = batch(form="json")
    lines = [json.loads(line) for line in said.splitlines()]
    assert {line["event"] for line in lines} == {"made", "placed", "letter"}
    assert {line["level"] for line in lines} == {"info"}
    assert lines[-1]["run"] == "weekly"


def test_without_mail_reports_are_made_all_the_same(batch, root):
    made, _ = batch('[runs.weekly]\ntitle = "周报"\nnotebooks = ["x"]\n[runs.good]\ntitle = "好"\n')
    assert made.outcome.wrong
    assert len(folders(root, "good")) == 1
    assert letters(root) == []


def test_runs_that_ask_for_the_same_page_have_it_made_once(batch, root, no_kernels):
    batch(f'{MAIL}{RUN}[runs.same]\ntitle = "一样"\n')
    assert no_kernels == MADE
    assert len(folders(root)) == len(folders(root, "same")) == 1


def test_an_interrupted_batch_is_taken_up_and_only_what_is_missing_is_made(
    batch, root, no_kernels, monkeypatch
):
    real = pool.run

    def interrupted(work, folder, jobs):
        yield from real(work[:1], folder, jobs)
        raise KeyboardInterrupt

    monkeypatch.setattr("yusuan.report.pool.run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        batch()
    assert folders(root) == []
    monkeypatch.setattr("yusuan.report.pool.run", real)
    batch(due=True)
    assert no_kernels == MADE
    held = manifest.read(folders(root)[0])
    assert held
    assert [piece.status for piece in held.pieces] == ["reused", "made", "made", "made"]


SERVED = f"""{MAIL}
[mail.server]
host = "127.0.0.1"
security = "plain"
"""


@pytest.fixture
def server(monkeypatch):
    """A mail server's answers, by recipient; what was given to it."""
    answers: dict[str, str] = {}
    given: list[tuple[str, str]] = []

    def deliver(_outbox, message, recipient, _server, key):
        status = answers.get(recipient, "sent")
        if status == "full":
            raise OSError(errno.ENOSPC, "No space left on device")
        given.append((recipient, key))
        return Delivery(recipient, status, f"said {message['Message-ID']}")

    monkeypatch.setattr("yusuan.mail.outbox.Outbox.deliver", deliver)
    return answers, given


def test_a_letter_that_is_put_off_goes_with_the_next_batch_under_the_same_key(batch, root, server):
    answers, given = server
    answers["a@example.org"] = "deferred"
    made, said = batch(SERVED + RUN)
    assert made.outcome.failed
    assert "暂未寄出，下次再试" in said
    assert [recipient for recipient, _ in given].count("operator@example.org") == 1
    first = [key for recipient, key in given if recipient == "a@example.org"]
    answers.clear()
    given.clear()
    made, _ = batch(SERVED + RUN)
    assert not made.outcome.failed
    assert given == [("a@example.org", key) for key in first]
    held = manifest.read(folders(root)[0])
    assert held
    assert {letter.status for letter in held.letters} == {"sent"}
    given.clear()
    batch(SERVED + RUN)
    assert given == []


def test_a_run_of_what_changed_comes_back_to_letters_that_did_not_go(batch, root, server, no_kernels):
    answers, given = server
    run = SERVED + RUN + 'departments = "changed"\n'
    answers["a@example.org"] = "deferred"
    batch(run)
    answers.clear()
    given.clear()
    made, _ = batch(run)
    assert not made.outcome.failed
    assert [recipient for recipient, _ in given] == ["a@example.org"] * 2
    _, said = batch(run)
    assert "没有变化的文件" in said
    assert no_kernels == MADE
    assert len(folders(root)) == 1


def test_a_run_of_what_changed_keeps_held_letters_in_its_newest_folder(batch, root, server):
    _, given = server
    run = SERVED + RUN + 'departments = "changed"\nhold_on = ["broken"]\n'
    batch(run)
    batch(run)
    assert len(folders(root)) == 2
    batch(run)
    assert len(folders(root)) == 2
    given.clear()
    batch(run, approve="weekly")
    assert [key.split("/")[1] for recipient, key in given if recipient == "a@example.org"] == ["乙市财政局"]
    _, said = batch(run)
    assert "没有变化的文件" in said


@pytest.mark.parametrize("status", ["failed", "unknown"])
def test_a_letter_whose_fate_is_sealed_is_told_and_left_alone(batch, server, status):
    answers, given = server
    answers["a@example.org"] = status
    made, _ = batch(SERVED + RUN)
    assert made.outcome.failed
    given.clear()
    made, _ = batch(SERVED + RUN)
    assert given == []
    assert not made.outcome.failed


@pytest.mark.usefixtures("server")
def test_a_letter_that_cannot_be_written_is_told_and_tried_again(batch, root, monkeypatch):
    def compose(*_arguments, **_options):
        raise LetterError("没有开头一句")

    monkeypatch.setattr("yusuan.mail.letter.compose", compose)
    made, said = batch(SERVED + RUN)
    assert made.outcome.failed
    assert "信写不成 (cannot be written) 没有开头一句" in said
    held = manifest.read(folders(root)[0])
    assert held
    assert not any(letter.is_settled for letter in held.letters)


def test_an_operator_that_cannot_be_told_is_logged(batch, server):
    answers, _ = server
    answers["operator@example.org"] = "full"
    _, said = batch(f'{SERVED}{RUN}[runs.bad]\ntitle = "坏"\nkeep = 0\n')
    assert "给管理员的通知无法寄出：[Errno 28]" in said


def test_the_manifest_names_commit_and_lock(batch, root):
    commands = (
        ["init", "--quiet"],
        [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.org",
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            "a",
        ],
    )
    for arguments in commands:
        subprocess.run(["git", *arguments], cwd=root, check=True)
    (root / "requirements.lock").write_text("a==1\n", encoding="utf-8")
    batch()
    held = manifest.read(folders(root)[0])
    assert held
    assert re.fullmatch(r"[0-9a-f]{40}", held.commit or "")
    assert held.lock_sha256 == state.file_key(root / "requirements.lock")


def test_a_folder_whose_manifest_is_damaged_is_as_none(batch, root, no_kernels):
    batch()
    (folders(root)[0] / manifest.NAME).write_text("{", encoding="utf-8")
    batch()
    assert no_kernels == MADE
    assert len(folders(root)) == 2


def test_where_files_cannot_be_linked_they_are_copied(batch, root, monkeypatch):
    def hardlink_to(_path, _target):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", hardlink_to)
    batch()
    page = folders(root)[0] / "甲市财政局/2024-budget/variance.html"
    assert page.stat().st_nlink == 1


def test_a_notebook_with_a_slip_costs_its_own_pages_and_no_run(batch, root, no_kernels):
    broken = json.loads((root / "notebooks" / "variance.ipynb").read_text("utf-8"))
    broken["cells"][0]["source"] = "department: str = ("
    (root / "notebooks" / "broken.ipynb").write_text(json.dumps(broken), "utf-8")
    other = '[runs.monthly]\ntitle = "月报"\nnotebooks = ["variance"]\n'
    made, said = batch(MAIL + RUN + other)
    assert (made.outcome.refused, made.outcome.failed, made.outcome.wrong) == (True, False, False)
    assert said.count("broken.ipynb：参数单元格第 1 行有语法错误") == 1
    assert len(folders(root)) == len(folders(root, "monthly")) == 1
    assert no_kernels == MADE


def test_a_folder_dated_in_the_future_is_not_the_newest_and_what_was_just_made_is_kept(batch, root, at):
    at(MONDAY.replace(year=2099))
    batch()
    at(MONDAY)
    changed = f"{MAIL}{RUN}keep = 1\nparameters = {{ threshold = 1 }}\n"
    batch(changed)
    (folder,) = folders(root)
    assert folder.name.startswith("2024")
    _, said = batch(changed)
    assert "没有变化，仍是 2024" in said
    assert folders(root) == [folder]


def test_a_report_that_was_made_again_and_says_the_same_is_no_new_letter(batch, root, server):
    _, given = server
    batch(SERVED + RUN)
    book = root / "notebooks" / "variance.ipynb"
    book.write_text(f"{book.read_text('utf-8')}\n", "utf-8")
    batch(SERVED + RUN)
    assert len(folders(root)) == 2
    keys = [key for recipient, key in given if recipient == "a@example.org"]
    assert keys[:2] == keys[2:]


def test_a_batch_that_is_stopped_says_which_runs_stand(batch, root, monkeypatch):
    other = '[runs.monthly]\ntitle = "月报"\nnotebooks = ["variance"]\nparameters = { threshold = 1 }\n'
    real = pool.run

    def stopped(work, folder, jobs):
        for done, each in enumerate(real(work, folder, jobs)):
            if done == len(PIECES) * 2:
                raise KeyboardInterrupt
            yield each

    monkeypatch.setattr("yusuan.report.pool.run", stopped)
    log = io.StringIO()
    monkeypatch.setattr("io.StringIO", lambda: log)
    with pytest.raises(KeyboardInterrupt):
        batch(MAIL + RUN + other)
    assert "停下了：已放好的运行 (runs in place)：weekly；" in log.getvalue()
    assert len(folders(root)) == 1
    assert folders(root, "monthly") == []
