"""A letter: what it says in both forms, its headers, and that nothing in it is more than text."""

from __future__ import annotations

import datetime as dt
import email
import re
from email import policy
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as lxml_html

from hostile import PAYLOADS
from yusuan.mail import letter, pictures
from yusuan.mail.letter import MOST_HTML_BYTES, LetterError, notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from pathlib import Path


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are drawn the same on machines with and without Chinese fonts; `test_pictures` tells them apart."""
    monkeypatch.setattr(pictures, "has_chinese_font", lambda: True)


def received(message: EmailMessage) -> EmailMessage:
    """The message as its recipient's program reads it."""
    read = email.message_from_bytes(message.as_bytes(), policy=policy.default)
    assert not any(part.defects for part in read.walk())
    return read


def body(message: EmailMessage, kind: str) -> str:
    part = received(message).get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def shape(part: EmailMessage) -> Any:
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_subtype(), [shape(inner) for inner in part.iter_parts()])


def test_a_letter_is_text_html_with_pictures_and_files(written: Callable[..., Any]):
    assert shape(received(written())) == (
        "mixed",
        [
            ("alternative", ["text/plain", ("related", ["text/html", "image/png"])]),
            "text/html",
            "text/html",
        ],
    )


def test_the_headers_say_who_what_when_and_that_nobody_wrote_it(written: Callable[..., Any]):
    read = received(written(recipient="李处长 <li@example.org>"))
    assert {
        name: str(read[name]) for name in ("From", "To", "Subject", "List-Id", "Date", "Auto-Submitted")
    } == {
        "From": "预算组 <budget@example.org>",
        "To": "李处长 <li@example.org>",
        "Subject": "甲局2024年部门预算",
        "List-Id": "<budget.example.org>",
        "Date": "Mon, 04 Mar 2024 07:00:00 +0800",
        "Auto-Submitted": "auto-generated",
    }
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.org>", read["Message-ID"])


@pytest.mark.parametrize("subject", ["预算" * 100, "甲 乙 " * 60, "a" * 200, "💰：“三公”经费，下降15.0%"])
def test_a_subject_arrives_as_it_was_written(written: Callable[..., Any], subject: str):
    message = written(subject=subject)
    assert str(received(message)["Subject"]).split() == subject.split()
    assert max(map(len, message.as_bytes().split(b"\r\n"))) <= 998
    assert message.as_bytes().isascii()


def test_the_same_letter_is_the_same_bytes(written: Callable[..., Any]):
    assert written().as_bytes() == written().as_bytes()


def test_the_plain_part_reads_well(written: Callable[..., Any]):
    text = body(
        written(warning="有10项不符", note="各位：\n请阅。", link="https://example.org/a?b=1&c=2"), "plain"
    )
    assert text == (
        "【注意】有10项不符\n\n各位：\n请阅。\n\n甲局 · 2024年部门预算 · 同比变动分析\n\n"
        "2024年本年预算90.00万元，减少10.00万元。主要原因：公务接待费。\n\n· 要点：公务接待费\n\n"
        "主要数字\n────────\n甲局 · 万元\n\n"
        "项目                 2023年  2024年\n"
        "───────────────────────────────────\n"
        "本年预算        推算 100.00   90.00\n"
        "    公务接待费     1,000.00       —\n\n"
        "本年预算、公务接待费：公务接待费\n“推算”：倒推的数。\n\n"
        "图（见附件）\n────────────\n· 减少：公务接待费（甲局 · 万元）\n\n"
        + "".join(
            f"勾稽核对：不符\n──────────────\n{items}"
            for items in (
                "".join(f"{n}. 公务接待费\n" for n in range(1, 9)) + "另有 2 项，见附件。\n\n",
                "1. 公务接待费\n\n",
            )
        )
        + "其他报告\n────────\n· 勾稽核对：核对11处。\n\n"
        "附件\n────\n· 甲局-2024年部门预算-同比变动分析.html\n· 甲局-2024年部门预算-勾稽核对.html\n\n"
        "附件中的网页是完整的报告：图可交互，每个数字注明在原文件中的位置；不联网也能看。\n\n"
        "完整报告：https://example.org/a?b=1&c=2\n\n"
        "来源\n────\n甲局2024年部门预算 data/raw/甲局/2024-budget.txt SHA-256 " + "0f" * 32 + "\n\n"
        "--\n由 yusuan 自动生成 · 2024-03-04 07:00\n"
    )


def test_the_words_of_the_letter_are_english_where_asked(written: Callable[..., Any]):
    text = body(written(lang="en", warning="10 broken"), "plain")
    assert text.startswith("【Attention】10 broken\n")
    assert "Made by yusuan" in text


def test_the_html_part_says_the_same(written: Callable[..., Any]):
    text = lxml_html.fromstring(body(written(warning="有10项不符", note="请阅。"), "html")).text_content()
    at = [
        text.index(said)
        for said in ("有10项不符", "请阅。", "主要原因", "推算 100.00", "减少：公务接待费", "另有 2 项")
    ]
    assert at == sorted(at)


def test_the_html_part_has_its_styles_inline_and_asks_for_nothing(written: Callable[..., Any]):
    markup = body(written(), "html")
    root = lxml_html.fromstring(markup)
    assert root.xpath("//script | //style | //link | //*[@*[starts-with(name(), 'on')]]") == []
    assert root.xpath("//h1/@style")
    assert [image.get("src") for image in root.iter("img")] == ["cid:chart-1@example.org"]
    assert root.xpath("//img/@alt") == ["减少：公务接待费"]
    assert "url(" not in markup
    assert "var(--" not in markup
    assert root.xpath("//@href") == []


def test_each_picture_is_named_by_the_id_it_is_called_by(written: Callable[..., Any]):
    pictures_ = [part for part in received(written()).walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in pictures_] == ["<chart-1@example.org>"]
    assert pictures_[0].get_content().startswith(b"\x89PNG")


def test_without_a_chinese_font_it_says_so_and_draws_nothing(
    written: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pictures, "has_chinese_font", lambda: False)
    message = written()
    assert "没有中文字体" in body(message, "html")
    assert not [part for part in message.walk() if part.get_content_maintype() == "image"]


def test_file_names_are_chinese_as_rfc_2231_has_them(written: Callable[..., Any]):
    message = written()
    names = [part.get_filename() for part in received(message).iter_attachments()]
    assert names == ["甲局-2024年部门预算-同比变动分析.html", "甲局-2024年部门预算-勾稽核对.html"]
    assert b"filename*0*=utf-8''" in message.as_bytes() or b"filename*=utf-8''" in message.as_bytes()


@pytest.mark.parametrize("link", [None, "https://example.org/r"])
def test_what_is_too_large_to_attach_is_named_with_the_way_to_it(
    written: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, link: str | None
):
    monkeypatch.setattr("yusuan.mail.letter.attached", lambda pages, _more: letter_attached(pages))
    from yusuan.mail.attached import attached as real

    def letter_attached(pages: Any) -> Any:
        return real(pages, [], most_bytes=10)

    message = written(link=link)
    assert list(message.iter_attachments()) == []
    text = body(message, "plain")
    assert "文件太大，没有附上：甲局-2024年部门预算-同比变动分析.html、" in text
    assert ("请向发件人索取" in text) is (link is None)
    assert (f"完整报告：{link}" in text) is (link is not None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "主题\r\nBcc: x@example.org"),
        ("subject", "主题\nx"),
        ("subject", " "),
        ("subject", "长" * 301),
        ("sender", "a@example.org\nBcc: x@example.org"),
        ("sender", "nobody"),
        ("recipient", "a@example.org\r\nBcc: x@example.org"),
        ("recipient", "a@example.org, b@example.org"),
        ("list_id", "a.b>\r\nX: <y"),
        ("message_id", "<1@example.org>\r\nX: y"),
        ("note", "长" * 4_001),
        ("warning", "长" * 4_001),
        ("link", "javascript:alert(1)"),
        ("link", 'https://example.org/" onclick="x'),
        ("date", dt.datetime(2024, 3, 4, 7, 0)),  # noqa: DTZ001
        ("pages", []),
    ],
)
def test_what_cannot_be_written_is_refused(written: Callable[..., Any], field: str, value: Any):
    with pytest.raises(LetterError):
        written(**{field: value})


def test_a_page_that_is_no_report_is_refused(written: Callable[..., Any], tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text("<p>x</p>", "utf-8")
    with pytest.raises(LetterError, match=r"page\.html"):
        written(pages=[page])


def test_a_chart_that_cannot_be_drawn_is_told(written: Callable[..., Any], pages: list[Path], tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text(pages[0].read_text("utf-8").replace('"config":', '"config"'), "utf-8")
    with pytest.raises(LetterError, match="图画不出"):
        written(pages=[page])


@pytest.fixture(scope="module")
def hostile(report: Callable[..., list[Path]], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A report in which every text of the document is all of the hostile texts."""
    said = " ".join(text.replace("\uffff", "").replace("\ufffe", "") for text in PAYLOADS.values())
    return report(tmp_path_factory.mktemp("hostile"), said=said[:390], department=said[:100])


def test_hostile_text_stays_text(written: Callable[..., Any], hostile: list[Path]):
    root = lxml_html.fromstring(body(written(pages=hostile), "html"))
    assert root.xpath("//script | //iframe | //svg | //input | //*[@*[starts-with(name(), 'on')]]") == []
    assert [image.get("src") for image in root.iter("img")] == ["cid:chart-1@example.org"]
    assert root.xpath("//a") == []
    assert "<script>window.pwned=1</script>" in root.text_content()


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_a_hostile_subject_note_and_warning_stay_text_or_are_refused(written: Callable[..., Any], text: str):
    try:
        message = written(subject=text, note=text, warning=text)
    except LetterError:
        assert not text.isprintable()
        return
    read = received(message)
    assert set(read.keys()) == set(received(written()).keys())
    root = lxml_html.fromstring(body(message, "html"))
    assert (
        root.xpath("//script | //iframe | //svg | //input | //a | //*[@*[starts-with(name(), 'on')]]") == []
    )
    assert all(line.isprintable() for line in body(message, "plain").splitlines())


def test_the_longest_letter_is_still_shown_whole(
    written: Callable[..., Any], report: Callable[..., list[Path]], tmp_path: Path
):
    pages = report(tmp_path, said="&" * 410, department="<" * 300)
    note = "<" * 4_000
    size = len(body(written(pages=pages, note=note, warning=note, subject="<" * 300), "html").encode())
    assert size < MOST_HTML_BYTES


def test_a_letter_too_long_to_be_shown_is_refused(
    written: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(letter, "MOST_HTML_BYTES", 1_000)
    with pytest.raises(LetterError, match="KB"):
        written()


def test_a_notice_is_plain_and_has_the_same_headers(written: Callable[..., Any]):
    usual = written()
    message = notice(
        "运行 周报 失败\n单元 3：KeyError\x1b[31m",
        sender="budget@example.org",
        recipient="ops@example.org",
        subject="yusuan 失败：周报",
        list_id="budget.example.org",
        message_id="<1@example.org>",
        date=dt.datetime(2024, 3, 4, tzinfo=dt.UTC),
    )
    assert body(message, "plain") == "运行 周报 失败\n单元 3：KeyError [31m\n"
    assert set(usual.keys()) - {"Content-Type"} <= set(message.keys())
