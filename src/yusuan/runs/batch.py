"""A batch: the clean data brought up to date, every run that is asked for or due made, placed and sent."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yusuan import clock
from yusuan.pipeline import run as pipeline
from yusuan.report.pages.notebook import NotebookError
from yusuan.runs import due as when
from yusuan.runs import letters as post
from yusuan.runs import manifest
from yusuan.runs import pieces as work
from yusuan.runs.folder import RunFolder
from yusuan.runs.manifest import Approval
from yusuan.runs.placing import Active, Results, place, write_log
from yusuan.runs.store import Store
from yusuan.storage import atomic as files
from yusuan.storage import lock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from yusuan.report.pages.notebook import Job
    from yusuan.report.workbook import workbook
    from yusuan.runs.folder import Memory
    from yusuan.runs.log import Log
    from yusuan.runs.manifest import Manifest, Piece
    from yusuan.runs.plan import Plan, Run
    from yusuan.workspace.workspace import Workspace

_LOCK = ".lock"
_STORE = "_made"


class BusyError(Exception):
    """Another batch is at work in the same folder."""


@dataclass(slots=True)
class Outcome:
    """What a batch has to say for itself.

    Attributes:
        failed: a page, a workbook, a folder or a letter could not be made or sent.
        wrong: a run asks for what there is not, or its table is wrong.
        refused: an input could not be read.
        found: letters are held back for what was found, until they are approved.
    """

    failed: bool = False
    wrong: bool = False
    refused: bool = False
    found: bool = False


@contextlib.contextmanager
def alone(plan: Plan, wait_seconds: float) -> Iterator[None]:
    """Be the only batch in the plan's folder; what a killed one left half written is swept away first.

    Raises:
        BusyError: after waiting, there still is another.
        OSError: the folder cannot be written.
    """
    try:
        with lock.held(plan.folder / _LOCK, wait_seconds):
            files.sweep(plan.folder)
            yield
    except lock.HeldError:
        raise BusyError(f"{plan.folder}：另一批正在运行 (another batch is running)") from None


class Batch:
    """One batch over a plan; whoever runs it holds the lock (`alone`)."""

    def __init__(
        self, workspace: Workspace, plan: Plan, log: Log, jobs: int, *, follow_links: bool = False
    ) -> None:
        """Of a workspace and a plan; `jobs` processes execute notebooks; links may lead out of data/raw."""
        self._follow_links = follow_links
        self._workspace, self._plan, self._log, self._jobs = workspace, plan, log, jobs
        self._store = Store(plan.folder / _STORE)
        self._placed: list[str] = []
        self.outcome = Outcome()

    def is_due(self, name: str) -> bool:
        """Whether a scheduled time has passed since a run was last dealt with, or it was interrupted."""
        run, memory = self._plan.runs[name], self._folder(name).memory()
        if memory.started is not None:
            return True
        tick = _tick(run)
        if tick is None or memory.tick is None:
            return tick is not None
        return dt.datetime.fromisoformat(tick) > dt.datetime.fromisoformat(memory.tick)

    def make(self, names: Sequence[str], faulty: Collection[str]) -> Outcome:
        """Bring the clean data up to date and make these runs.

        Args:
            names: of runs without a fault.
            faulty: of runs whose table is wrong; they are told of.

        Raises:
            Exception: ingest or check failed as a whole; the operator has been told.
        """
        for name in faulty:
            self._wrong(name, self._plan.faults[name])
        if names:
            try:
                self._refresh()
                active = [each for name in names if (each := self._begin(name))]
                self._execute(active)
                self._prune()
            except KeyboardInterrupt:
                self._log.say("stopped", self._stands(), level="error")
                raise
        return self.outcome

    def _stands(self) -> str:
        """What is whole where the batch is stopped."""
        placed = "、".join(self._placed) or "还没有 (none yet)"
        rest = "没做完的用 --due 接着做，做好的页面不再重做 (--due goes on; pages made are not made again)"
        return f"停下了：已放好的运行 (runs in place)：{placed}；没有半个文件夹 (nothing half-made)；{rest}"

    def approve(self, name: str) -> Outcome:
        """Send the letters of a run's newest folder that are held.

        Raises:
            RunError: none is held.
        """
        newest = self._folder(name).newest()
        if newest is None or not any(letter.status == "held" for letter in newest[1].letters):
            raise work.RunError(f"{name}：没有待批准的信 (nothing is held)")
        folder, held = newest
        held.approval = Approval(by=getpass.getuser(), at=clock.now().isoformat(timespec="seconds"))
        held.write(folder)
        self._log.say("approved", f"{held.approval.by} 批准寄出 (approved)", name)
        self._send(self._plan.runs[name], folder, held)
        memory = self._folder(name).memory()
        memory.reported |= held.settled()
        self._folder(name).remember(memory)
        return self.outcome

    def _refresh(self) -> None:
        try:
            fresh = pipeline.refresh(self._workspace, self._jobs, follow_links=self._follow_links)
        except Exception as error:
            lines = [f"读入或核对失败，什么也没有做 (ingest or check failed): {type(error).__name__}"]
            key = f"failure/ingest/{clock.now().isoformat(timespec='seconds')}"
            self._tell(key, "【失败】yusuan：读入或核对 (ingest or check)", lines)
            raise
        if fresh.ingested is not None:
            self._log.say("ingested", f"读入 {fresh.ingested} 份文件 (documents read)")
        if fresh.checked is not None:
            self._log.say("checked", f"核对 {fresh.checked} 条勾稽关系 (identities tested)")
        for note in fresh.notes:
            self._log.say("note", note)
        if fresh.refused:
            self._refuse(fresh.refused)

    def _refuse(self, refused: Sequence[str], name: str = "") -> None:
        """Tell of inputs that could not be read, documents or notebooks of a run."""
        for line in refused:
            self._log.say("refused", line, name, level="warning")
        self.outcome.refused = True
        digest = hashlib.sha256("\n".join(refused).encode()).hexdigest()[:16]
        lines = ["有文件读不出，其余照常 (some inputs were refused; the rest is done):", *refused]
        self._tell(f"refused/{digest}", f"yusuan：{len(refused)} 处读不出 (refused)", lines)

    def _begin(self, name: str) -> Active | None:
        """What a run has to make; None where it is as it should be, or cannot be made."""
        run, folder, now = self._plan.runs[name], self._folder(name), clock.now()
        memory = folder.memory()
        memory.tick = _tick(run) or memory.tick
        try:
            todo = work.of(run, self._workspace, self._store, memory.reported)
        except work.RunError as error:
            self._wrong(name, [f"{self._plan.path}：runs.{name}.{error}"])
            self._end(folder, memory)
            return None
        if todo.refused:
            self._refuse(todo.refused, name)
        newest = folder.newest()
        if newest and newest[1].key == todo.key and newest[1].status == "done":
            self._log.say("unchanged", f"没有变化，仍是 {newest[1].stamp} (nothing changed)", name)
            self._send(run, *newest)
            memory.reported |= newest[1].settled()
        elif not todo.pieces:
            self._log.say("unchanged", "没有变化的文件 (no document changed)", name)
        else:
            memory.started = now.isoformat(timespec="seconds")
            folder.remember(memory)
            waiting = {piece.key for piece in todo.pieces}
            return Active(name, run, folder, memory, todo, now, waiting)
        self._end(folder, memory)
        return None

    def _execute(self, active: Sequence[Active]) -> None:
        results = Results()
        todo: dict[str, Job | workbook.Job] = {}
        for piece in (piece for each in active for piece in each.work.pieces):
            if made := self._store.made(piece.key):
                results.reused[piece.key] = made
            else:
                todo[piece.key] = piece.job
        provenance = manifest.provenance(self._workspace.root) if active else {}
        for each in active:
            each.waiting &= todo.keys()
            if not each.waiting:
                self._finish(each, results, provenance)
        if not todo:
            return
        from yusuan.report import pool  # noqa: PLC0415 — who has nothing to make needs no processes

        for job, error in pool.run(list(todo.values()), self._workspace.root, self._jobs):
            key = job.target.parent.name
            self._note(key, job, error, results)
            for each in active:
                if key in each.waiting:
                    each.waiting.remove(key)
                    if not each.waiting:
                        self._finish(each, results, provenance)

    def _note(self, key: str, job: Job | workbook.Job, error: NotebookError | None, results: Results) -> None:
        about = f"{job.about.department} {job.about.period} {job.name}"
        if error is None:
            try:
                results.made[key] = self._store.keep(key, job.files)
            except OSError as fault:
                error = NotebookError(f"{job.name}：写不下结果，{fault} (cannot be written)")
        if error is None:
            seconds = results.made[key].seconds
            said = "做成 (made)" if seconds is None else f"{seconds:.1f} 秒 (s)"
            self._log.say("made", f"{about}：{said}")
        else:
            results.failed[key] = error
            self._log.say("failed", f"{about}：{error}", level="error")

    def _finish(self, each: Active, results: Results, provenance: dict[str, object]) -> None:
        try:
            folder, held = place(each, results, self._store, provenance, self._log)
            self._log.say("placed", f"{folder}：{_counted(held.pieces)}", each.name)
            self._placed.append(each.name)
            if failed := held.failed():
                self._failed(each, folder, failed)
            self._send(each.run, folder, held)
            each.memory.reported |= held.settled()
            self._end(each.folder, each.memory)
            each.folder.retain(each.run.keep)
            write_log(folder, each.name, self._log)
        except OSError as error:
            self.outcome.failed = True
            said = f"写不下结果，没有留下半个文件夹 (cannot be written; nothing half-made stands)：{error}"
            self._log.say("failed", said, each.name, "error")
            subject = f"【失败】yusuan 运行 {each.name}：写不下结果 (cannot be written)"
            key = f"failure/{each.name}/{each.memory.started}"
            self._tell(key, subject, [said])

    def _failed(self, each: Active, folder: Path, failed: Sequence[Piece]) -> None:
        self.outcome.failed = True
        lines = [
            f"运行 {each.name}（{each.run.title}）有 {len(failed)} 件没有做成，其余照常。",
            f"Run {each.name}: {len(failed)} pages or workbooks failed; the rest is done.",
        ]
        for piece in failed:
            lines += ["", f"{piece.document} · {piece.name}", f"  单元格 (cell)：{piece.cell or '—'}"]
            # Without a trace, the line is our own; with one it may quote what was in hand.
            lines += [f"  {line}" for line in piece.trace or [piece.error]]
        lines += ["", f"文件夹 (folder)：{folder}", "其中 run.log 是全过程，*.failed.ipynb 是执行到哪里。"]
        lines += ["改好后再做 (again)：", f"  yusuan batch {self._plan.path} --only {each.name}"]
        subject = f"【失败】yusuan 运行 {each.name}：{len(failed)} 件没有做成 (failed)"
        self._tell(f"failure/{each.name}/{folder.name}", subject, lines)

    def _send(self, run: Run, folder: Path, held: Manifest) -> None:
        well = post.send(self._plan, run, folder, held, self._log)
        if not well:
            self.outcome.failed = True
            lines = [post.told(letter) for letter in held.letters if letter.status not in post.GOOD]
            self._tell(
                f"letters/{held.run}/{folder.name}", f"【失败】yusuan 运行 {held.run}：信没有寄出", lines
            )
        waiting = [post.told(letter) for letter in held.letters if letter.status == "held"]
        if waiting:
            self.outcome.found = True
            command = f"yusuan batch {self._plan.path} --approve {held.run}"
            self._log.say("held", f"有信待批准，批准：{command} (to approve)", held.run, "warning")
            lines = [
                "以下的信待批准 (held for approval):",
                *waiting,
                "",
                "看过后批准 (to approve):",
                f"  {command}",
            ]
            self._tell(f"held/{held.run}/{folder.name}", f"yusuan 运行 {held.run}：有信待批准 (held)", lines)

    def _tell(self, key: str, subject: str, lines: Sequence[str]) -> None:
        post.tell_operator(self._plan, key, subject, lines, self._log)

    def _wrong(self, name: str, lines: Sequence[str]) -> None:
        self.outcome.wrong = True
        for line in lines:
            self._log.say("wrong", line, name, "error")
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
        subject = f"【失败】yusuan 运行 {name}：设置有误 (wrong settings)"
        self._tell(f"wrong/{name}/{digest}", subject, lines)

    def _end(self, folder: RunFolder, memory: Memory) -> None:
        memory.started = None
        folder.remember(memory)

    def _prune(self) -> None:
        """Forget pieces that no run folder holds, unless a run still counts on them."""
        folders = [RunFolder(path) for path in self._plan.folder.iterdir() if path.is_dir()]
        if any(folder.memory().started for folder in folders):
            return
        held = (manifest.read(stamp) for folder in folders for stamp in folder.stamps())
        self._store.prune({piece.key for each in held if each for piece in each.pieces})

    def _folder(self, name: str) -> RunFolder:
        return RunFolder(self._plan.folder / name)


def _counted(pieces: Sequence[Piece]) -> str:
    pages = sum(piece.kind == "page" for piece in pieces)
    workbooks = len(pieces) - pages
    return f"{pages} 页，{workbooks} 个工作簿 (pages, workbooks)"


def _tick(run: Run) -> str | None:
    if run.schedule is None:
        return None
    return when.last(run.schedule, run.time_zone, clock.now()).isoformat()
