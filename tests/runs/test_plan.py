"""Every fault of runs.toml is told with file, run and field; a fault in one run leaves the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yusuan.runs.plan import PlanError, load
from yusuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

MAIL = '[mail]\nfrom = "y@example.org"\nlist_id = "y.example.org"\nallow = ["a@example.org"]\n'
GOOD = '[runs.good]\ntitle = "好"\n'


@pytest.fixture
def plan(tmp_path: Path):
    (tmp_path / "data" / "raw").mkdir(parents=True)

    def read(text: str):
        path = tmp_path / "runs.toml"
        path.write_text(text, encoding="utf-8")
        return load(path, Workspace(tmp_path))

    return read


def test_a_run_needs_no_more_than_a_title(plan, tmp_path):
    read = plan(GOOD)
    run = read.runs["good"]
    assert (run.departments, run.years, run.notebooks, run.language) == ("all", "latest", "all", "zh")
    assert (run.hold_on, run.warn_on, run.recipients) == ([], ["broken"], [])
    assert read.folder == tmp_path / "reports" / "runs"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('schedule = "7"', "schedule：“7”应有五段：分 时 日 月 星期"),
        ('schedule = "0 7 * * 8"', "schedule：“0 7 * * 8”不是 cron 表达式"),
        ('schedule = "0 0 31 2 *"', "schedule：“0 0 31 2 *”不是 cron 表达式"),
        ('schedule = "0 7 L * *"', "schedule：“0 7 L * *”：cron 不认识 L、W、#"),
        ('schedule = "0 0 7 * * 1"', "schedule：“0 0 7 * * 1”应有五段"),
        ('time_zone = "Mars/Olympus"', "time_zone：没有时区 Mars/Olympus"),
        ('time_zone = "../../etc/passwd"', "time_zone：没有时区"),
        (
            r'recipients = ["a@example.org\nBcc: x@example.org"]',
            "recipients：“a@example.org�Bcc: x@example.org”含有换行",
        ),
        ('recipients = ["x@example.org"]', "recipients：x@example.org 不在 mail.allow 中"),
        ('recipients = ["nobody"]', "recipients：“nobody”不是邮件地址"),
        ('subject = "{nope}"', "subject：没有字段 {nope}；可用的有 run、title"),
        ('subject = "{title.__class__}"', "subject：没有字段 {title.__class__}"),
        ('subject = "{title!r}"', "subject：没有字段 {title!r}"),
        ('subject = "{year:>99999999}"', "subject：没有字段 {year:>99999999}"),
        ('subject = "{"', "subject：花括号不成对"),
        (r'subject = "a\nBcc: x"', "subject：“a�Bcc: x”含有换行"),
        ('note = "{x}"', "note：没有字段 {x}"),
        (r'title = "a\nb"', "title：“a�b”含有换行"),
        ("departments = []", "departments：一个也没有"),
        ('departments = "some"', 'departments：应为名称的列表、"all" 或 "changed"'),
        ('years = ["2024"]', 'years：应为年度的列表、"all" 或 "latest"'),
        ('notebooks = ["../x"]', "notebooks：应为笔记本名称（不含路径）的列表"),
        ("nope = 1", "nope：没有这个字段"),
        ('keep = "3"', "keep：Input should be a valid integer"),
        ('hold_on = ["bad"]', "hold_on.0：Input should be 'broken' or 'question'"),
        ("limits = { minutes = 0 }", "limits.minutes：Input should be greater than 0"),
        ("limits = { hours = 1 }", "limits.hours：没有这个字段"),
        (
            "materiality = { amount_yuan = 1.5, rate = 0.1 }",
            "materiality.amount_yuan：Input should be a valid integer",
        ),
        ("materiality = { amount_yuan = 1 }", "materiality.rate：缺少"),
        ("parameters = { year = 1 }", "parameters 中不能有 year"),
        ("parameters = { x = [1] }", "parameters：应为文字、数字或 true/false"),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_other_runs_stay(plan, tmp_path, line, said):
    read = plan(
        f"{MAIL}{GOOD}[runs.bad]\n{'' if line.startswith('title') else 'title = ' + chr(34) + '坏' + chr(34)}\n{line}\n"
    )
    assert list(read.runs) == ["good"]
    (told,) = read.faults["bad"]
    assert told.startswith(f"{tmp_path / 'runs.toml'}：runs.bad")
    assert said in told


def test_several_faults_are_several_lines(plan):
    faults = plan(f"{GOOD}[runs.bad]\nkeep = 0\n").faults["bad"]
    assert [line.split("：")[1] for line in faults] == ["runs.bad.title", "runs.bad.keep"]


@pytest.mark.parametrize("name", ["../x", "A", "_made", "a b", "周报", ""])
def test_a_name_is_fit_for_a_folder_and_a_unit(plan, name):
    assert "名称只能用" in plan(f'{GOOD}[runs."{name}"]\ntitle = "坏"\n').faults[name][0]


def test_recipients_need_someone_who_writes(plan):
    faults = plan('[runs.bad]\ntitle = "坏"\nrecipients = ["a@example.org"]\n').faults["bad"]
    assert "须有 [mail]" in faults[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("runs", "不是 TOML"),
        (f"runs = {'[' * 5000}", "不是 TOML"),
        (f"runs = {'9' * 5000}", "不是 TOML"),
        ("[runs]\n", "runs："),
        (f"nope = 1\n{GOOD}", "nope：没有这个字段"),
        (f'folder = "../elsewhere"\n{GOOD}', "folder：../elsewhere 在工作区之外"),
        (f'folder = "/tmp"\n{GOOD}', "folder：/tmp 在工作区之外"),
        (f'folder = "."\n{GOOD}', "folder：. 在工作区之外"),
        (f'folder = "data"\n{GOOD}', "folder：data 在 data 之中"),
        (f'folder = "data/raw/runs"\n{GOOD}', "folder：data/raw/runs 在 data 之中"),
        (f'folder = "reports/../data/clean/runs"\n{GOOD}', "在 data 之中"),
        (f'[mail]\nfrom = "a@example.org"\nlist_id = "y.example.org"\n{GOOD}', "mail.allow：缺少"),
    ],
)
def test_what_stands_outside_the_runs_must_be_right(plan, text, said):
    with pytest.raises(PlanError, match=r"runs\.toml") as caught:
        plan(text)
    assert said in str(caught.value)


def test_reports_may_stand_on_another_disk(plan, tmp_path, tmp_path_factory):
    disk = tmp_path_factory.mktemp("disk")
    (tmp_path / "reports").symlink_to(disk)
    assert plan(GOOD).folder == disk / "runs"


def test_a_folder_that_a_link_leads_out_is_refused(plan, tmp_path, tmp_path_factory):
    (tmp_path / "out").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(PlanError, match="在工作区之外"):
        plan(f'folder = "out/runs"\n{GOOD}')


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PlanError, match=r"runs\.toml：读不出"):
        load(tmp_path / "runs.toml", Workspace(tmp_path))


def test_no_fault_repeats_a_value_that_may_be_secret(plan):
    with pytest.raises(PlanError) as caught:
        plan(f'{MAIL}[mail.server]\nhost = "smtp.example.org"\npassword = "canary"\n{GOOD}')
    assert "mail.server.password：没有这个字段" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_the_example_is_sound(repository):
    read = load(repository / "runs.example.toml", Workspace(repository))
    assert read.faults == {}
    assert list(read.runs) == ["weekly", "operating"]
