"""PDF files, written by hand: each test shows one way in which pages are drawn."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from limits import within
from yusuan.extract.pdf.reader import read_pdf
from yusuan.extract.raw import RawTable, TextLine, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yusuan.extract.raw import RawDocument

WIDTH, HEIGHT = 420, 300
XS = (40, 140, 220, 300)
YS = (250, 230, 210, 190)
AMOUNTS = (("Line", "Total", "Basic"), ("Salaries", "1,200.50", "200.00"), ("Travel", "30.25", "7.00"))


def pdf(
    *pages: str, rotate: int = 0, resources: str = "", more: tuple[bytes, ...] = (), trailer: str = ""
) -> bytes:
    """A PDF file of pages given by their content streams; `more` are objects from number 10 on."""
    kids = [100 + 2 * index for index in range(len(pages))]
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Title (Budget) >>",
    }
    objects.update({10 + index: body for index, body in enumerate(more)})
    for kid, content in zip(kids, pages, strict=True):
        objects[kid] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate} "
            f"/Resources << /Font << /F 3 0 R >> {resources} >> /Contents {kid + 1} 0 R >>"
        ).encode()
        objects[kid + 1] = stream("", content)
    data = b"%PDF-1.7\n"
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    size = max(objects) + 1
    data += b"xref\n0 %d\n" % size
    for number in range(size):
        data += b"%010d %05d n \n" % (offsets[number], 0) if number in offsets else b"0000000000 65535 f \n"
    data += f"trailer << /Size {size} /Root 1 0 R /Info 4 0 R {trailer} >>\n".encode()
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def stream(entries: str, content: str) -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream".encode("latin-1")


def text(x: float, y: float, words: str, size: float = 10) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S\n"


def rules(xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS, draw: Callable[..., str] = line) -> str:
    return "".join(draw(xs[0], y, xs[-1], y) for y in ys) + "".join(draw(x, ys[-1], x, ys[0]) for x in xs)


def cells(
    rows: tuple[tuple[str, ...], ...] = AMOUNTS, xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS
) -> str:
    return "".join(
        text(xs[j] + 4, ys[i] - 14, words)
        for i, row in enumerate(rows)
        for j, words in enumerate(row)
        if words
    )


def read(tmp_path: Path, data: bytes) -> RawDocument:
    path = tmp_path / "budget.pdf"
    path.write_bytes(data)
    return read_pdf(path)


def grid(table: RawTable) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.text if cell else "" for cell in row) for row in table.grid())


def only_table(document: RawDocument) -> RawTable:
    (table,) = document.tables()
    return table


def texts(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, TextLine)]


def test_a_ruled_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    data = pdf(rules() + cells())
    document = read(tmp_path, data)
    table = only_table(document)
    assert grid(table) == AMOUNTS
    assert table.ruled
    assert not table.continues
    assert (table.cells[3].page, table.cells[3].page_row) == (1, 2)
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.format, document.pages, document.title) == ("pdf", 1, "Budget")


def thin_box(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} {max(x1 - x0, 0.5)} {max(y1 - y0, 0.5)} re f\n"


def doubled(x0: float, y0: float, x1: float, y1: float) -> str:
    return line(x0, y0, x1, y1) + line(x0 + 1.5, y0 + 1.5, x1 + 1.5, y1 + 1.5)


def curve(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x0} {y0} {x1} {y1} {x1} {y1} c S\n"


def dashes(x0: float, y0: float, x1: float, y1: float) -> str:
    steps = int(max(x1 - x0, y1 - y0) / 4)
    dx, dy = (x1 - x0) / steps, (y1 - y0) / steps
    return "".join(
        line(x0 + k * dx, y0 + k * dy, x0 + (k + 0.6) * dx, y0 + (k + 0.6) * dy) for k in range(steps)
    )


def dots(x0: float, y0: float, x1: float, y1: float) -> str:
    steps = int(max(x1 - x0, y1 - y0) / 2)
    return "".join(
        f"{x0 + k * (x1 - x0) / steps} {y0 + k * (y1 - y0) / steps} 0.5 0.5 re f\n" for k in range(steps + 1)
    )


@pytest.mark.parametrize("draw", [thin_box, doubled, curve, dashes, dots])
def test_rules_are_rules_however_they_are_drawn(tmp_path: Path, draw: Callable[..., str]) -> None:
    assert grid(only_table(read(tmp_path, pdf(rules(draw=draw) + cells())))) == AMOUNTS


def test_each_cell_may_be_a_box_of_its_own(tmp_path: Path) -> None:
    boxes = "".join(
        f"{XS[j] + 0.5} {YS[i + 1] + 0.5} {XS[j + 1] - XS[j] - 1} {YS[i] - YS[i + 1] - 1} re S\n"
        for i in range(3)
        for j in range(3)
    )
    assert grid(only_table(read(tmp_path, pdf(boxes + cells())))) == AMOUNTS


def test_one_path_may_draw_all_rules(tmp_path: Path) -> None:
    path = rules().replace(" S\n", "\n") + "S\n"
    assert grid(only_table(read(tmp_path, pdf(path + cells())))) == AMOUNTS


def test_cells_without_a_border_between_them_are_one(tmp_path: Path) -> None:
    drawn = (
        "".join(line(XS[0], y, XS[-1], y) for y in (250, 190))
        + line(140, 230, 300, 230)
        + line(40, 210, 300, 210)
        + "".join(line(x, 190, x, 250) for x in (40, 140, 300))
        + line(220, 190, 220, 230)
    )
    words = (
        text(44, 226, "Line") + text(200, 236, "Amount") + text(144, 216, "Total") + text(224, 216, "Basic")
    )
    table = only_table(read(tmp_path, pdf(drawn + words + text(44, 196, "Travel") + text(144, 196, "30.25"))))
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}
    assert spans == {
        "Line": (0, 0, 2, 1),
        "Amount": (0, 1, 1, 2),
        "Total": (1, 1, 1, 1),
        "Basic": (1, 2, 1, 1),
        "Travel": (2, 0, 1, 1),
        "30.25": (2, 1, 1, 1),
    }


def test_missing_outer_borders_are_closed_by_the_ends_of_the_others(tmp_path: Path) -> None:
    drawn = "".join(line(40, y, 300, y) for y in (230, 210)) + "".join(
        line(x, 190, x, 250) for x in (140, 220)
    )
    assert grid(only_table(read(tmp_path, pdf(drawn + cells())))) == AMOUNTS


def test_the_lines_of_a_wrapped_label_are_joined_by_a_line_feed(tmp_path: Path) -> None:
    words = text(44, 241, "Travel", 8) + text(44, 232, "and others", 8) + text(144, 236, "30.25")
    assert grid(only_table(read(tmp_path, pdf(rules(ys=(250, 230)) + words)))) == (
        ("Travel\nand others", "30.25", ""),
    )


def test_rows_without_rules_are_told_by_their_amounts(tmp_path: Path) -> None:
    drawn = rules(ys=(250, 230, 190))
    assert grid(only_table(read(tmp_path, pdf(drawn + cells())))) == AMOUNTS


def test_an_amount_broken_over_two_lines_stays_in_its_cell(tmp_path: Path) -> None:
    drawn = rules(ys=(250, 220))
    words = text(44, 232, "Total") + "".join(
        text(x, 238, "376,936.6") + text(x, 226, "0") for x in (144, 224)
    )
    table = only_table(read(tmp_path, pdf(drawn + words)))
    assert grid(table) == (("Total", "376,936.6\n0", "376,936.6\n0"),)


def test_columns_without_rules_are_told_by_their_amounts(tmp_path: Path) -> None:
    rows = (*AMOUNTS, ("Meals", "1.00", "0.50"))
    ys = (*YS, 170)
    drawn = rules(xs=(40, 140, 300), ys=ys)
    assert grid(only_table(read(tmp_path, pdf(drawn + cells(rows, ys=ys))))) == rows


def test_the_order_of_the_stream_does_not_matter(tmp_path: Path) -> None:
    parts = [text(40, 270, "Title"), *cells().splitlines(keepends=True), text(40, 170, "Note"), rules()]
    forwards = read(tmp_path, pdf("".join(parts)))
    backwards = read(tmp_path, pdf("".join(reversed(parts))))
    assert forwards.blocks == backwards.blocks
    assert [getattr(block, "text", "table") for block in forwards.blocks] == ["Title", "table", "Note"]


def test_several_tables_on_a_page_keep_the_text_between_them(tmp_path: Path) -> None:
    low = tuple(y - 120 for y in YS)
    content = (
        text(40, 160, "Second") + rules() + cells() + rules(ys=low) + cells(ys=low) + text(40, 270, "First")
    )
    blocks = read(tmp_path, pdf(content)).blocks
    assert [block.text if isinstance(block, TextLine) else grid(block) for block in blocks] == [
        "First",
        AMOUNTS,
        "Second",
        AMOUNTS,
    ]


@pytest.mark.parametrize(
    ("rotate", "matrix"),
    [(90, f"0 1 -1 0 {WIDTH} 0"), (180, f"-1 0 0 -1 {WIDTH} {HEIGHT}"), (270, f"0 -1 1 0 0 {HEIGHT}")],
)
@pytest.mark.parametrize("said", [True, False])
def test_pages_may_be_turned(tmp_path: Path, rotate: int, matrix: str, said: bool) -> None:
    content = f"q {matrix} cm\n" + rules() + cells() + "Q\n"
    assert grid(only_table(read(tmp_path, pdf(content, rotate=rotate if said else 0)))) == AMOUNTS


def test_what_stands_in_forms_is_placed_by_their_matrices(tmp_path: Path) -> None:
    inner = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Matrix [2 0 0 2 0 0] "
        "/Resources << /Font << /F 3 0 R >> >>",
        rules(draw=thin_box) + rules() + cells(),
    )
    outer = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Resources << /XObject << /Inner 10 0 R >> >>",
        "q 0.25 0 0 0.25 10 20 cm /Inner Do Q",
    )
    data = pdf(
        "q 2 0 0 2 -30 -60 cm /Outer Do Q", resources="/XObject << /Outer 11 0 R >>", more=(inner, outer)
    )
    assert grid(only_table(read(tmp_path, data))) == AMOUNTS


def test_a_table_that_goes_on_over_the_page_continues(tmp_path: Path) -> None:
    first = text(40, 270, "Title") + rules() + cells()
    second = rules() + cells((("Meals", "1.00", ""), ("Rent", "", "3.00"), ("Sum", "4.00", "3.00")))
    tables = list(read(tmp_path, pdf(first, second)).tables())
    assert [(table.page, table.continues) for table in tables] == [(1, False), (2, True)]


@pytest.mark.parametrize("between", ["Another title", "Unit: yuan"])
def test_text_between_begins_another_table(tmp_path: Path, between: str) -> None:
    second = text(40, 270, between) + rules() + cells()
    assert [table.continues for table in read(tmp_path, pdf(rules() + cells(), second)).tables()] == [
        False,
        False,
    ]


def test_other_columns_begin_another_table(tmp_path: Path) -> None:
    second = rules(xs=(40, 80, 260, 300)) + cells()
    assert [table.continues for table in read(tmp_path, pdf(rules() + cells(), second)).tables()] == [
        False,
        False,
    ]


def test_a_continuing_table_has_the_columns_of_the_one_it_continues(tmp_path: Path) -> None:
    moved = tuple(x + 9 for x in XS)
    last = (
        rules(xs=(moved[0], moved[2], moved[3]), ys=(250, 230))
        + text(60, 236, "Sum")
        + text(240, 236, "4.00")
    )
    first, second = read(tmp_path, pdf(rules() + cells(), last)).tables()
    assert second.continues
    assert second.n_columns == first.n_columns == 3
    assert [(cell.text, cell.column, cell.column_span) for cell in second.cells] == [
        ("Sum", 0, 2),
        ("4.00", 2, 1),
    ]


def test_a_table_without_rules_is_told_by_columns_of_amounts(tmp_path: Path) -> None:
    rows = (*AMOUNTS, ("Meals and drinks", "1.00", "0.50"))
    ys = (*YS, 170)
    content = text(120, 270, "Expenditure by line") + cells(rows, ys=ys)
    document = read(
        tmp_path, pdf(content + text(40, 120, "Salaries were 1,200.50 in all, 30.25 less than before."))
    )
    table = only_table(document)
    assert grid(table) == rows
    assert not table.ruled
    assert texts(document)[0] == "Expenditure by line"
    assert len(texts(document)) == 2


def test_a_table_with_rules_between_its_rows_only_has_columns_all_the_same(tmp_path: Path) -> None:
    rows = (*AMOUNTS, ("Meals", "1.00", "0.50"))
    ys = (*YS, 170)
    drawn = rules(xs=(40, 300), ys=ys)
    assert grid(only_table(read(tmp_path, pdf(drawn + cells(rows, ys=ys))))) == rows


def test_sentences_and_lists_with_amounts_are_no_table(tmp_path: Path) -> None:
    content = "".join(
        text(40, 250 - 14 * row, f"In {2020 + row} it was {row}00.50, of which {row}0.25 for travel.")
        for row in range(6)
    ) + "".join(
        text(40, 150 - 14 * row, f"{row}. Item") + text(300, 150 - 14 * row, f"{row + 3}") for row in range(5)
    )
    document = read(tmp_path, pdf(content))
    assert not list(document.tables())
    assert len(texts(document)) == 11


def test_frames_and_charts_are_no_tables(tmp_path: Path) -> None:
    frame = "30 60 360 200 re S\n" + text(50, 200, "A framed paragraph")
    chart = line(60, 80, 60, 160) + "".join(line(60, y, 300, y) for y in (80, 100, 120, 140, 160))
    scale = "".join(text(40, y, str(y)) for y in (80, 100, 120, 140, 160))
    document = read(tmp_path, pdf(frame + chart + scale))
    assert not list(document.tables())
    assert "A framed paragraph" in texts(document)


def test_page_numbers_and_running_lines_are_left_out(tmp_path: Path) -> None:
    pages = [
        text(150, 285, "Running title of the book")
        + text(40, 200, f"Page said {n}00")
        + text(200, 20, f"- {n} -")
        for n in range(1, 6)
    ]
    assert texts(read(tmp_path, pdf(*pages))) == [f"Page said {n}00" for n in range(1, 6)]


def test_what_browsers_print_around_pages_is_left_out(tmp_path: Path) -> None:
    pages = [
        text(20, 285, "11/23/26, 7:25 PM")
        + text(40, 200, f"Text {n}")
        + text(20, 12, f"https://example.org {n}/4")
        for n in range(1, 5)
    ]
    assert texts(read(tmp_path, pdf(*pages))) == [f"Text {n}" for n in range(1, 5)]


def test_a_bare_number_at_the_foot_is_a_page_number_only_if_it_counts(tmp_path: Path) -> None:
    feet = ("7", "8", "2024")
    pages = [text(40, 200, f"Text {foot}") + text(200, 20, foot) for foot in feet]
    assert texts(read(tmp_path, pdf(*pages))) == ["Text 7", "Text 8", "Text 2024", "2024"]


def test_titles_and_units_that_repeat_are_kept(tmp_path: Path) -> None:
    page = text(40, 285, "Unit: yuan") + rules() + cells()
    assert texts(read(tmp_path, pdf(*[page] * 5))) == ["Unit: yuan"] * 5


@pytest.mark.parametrize(
    "hidden",
    [
        "3 Tr " + text(44, 176, "old"),
        "1 g " + text(44, 176, "old") + "0 g ",
        text(44, 176, "old") + "1 g 40 170 100 20 re f 0 g\n",
        text(44, 176, "old") + "1 g 40 170 100 20 re f 0 g\n" + text(42, 178, "new"),
        text(-60, 176, "old"),
        "q 200 170 50 20 re W n " + text(44, 176, "old") + "Q\n",
    ],
)
def test_text_that_does_not_show_is_left_out(tmp_path: Path, hidden: str) -> None:
    document = read(tmp_path, pdf(f"q {hidden} Q\n" + rules() + cells()))
    assert grid(only_table(document)) == AMOUNTS
    assert "old" not in "".join(texts(document))


def test_a_text_is_hidden_by_the_first_that_covers_it_whatever_comes_later(tmp_path: Path) -> None:
    cover = "1 g 40 170 100 20 re f 0 g\n"
    words = text(44, 176, "old") + cover + text(42, 178, "new") + cover + text(44, 174, "now")
    document = read(tmp_path, pdf(words + rules() + cells()))
    assert texts(document) == ["now"]


def test_many_covers_over_many_letters_are_settled_in_no_time(tmp_path: Path) -> None:
    words = "".join(text(10 + 3 * (n % 120), 20 + 10 * (n // 120), "x", 5) for n in range(1_500))
    covers = "1 g\n" + "0 0 420 300 re f\n" * 1_500 + "0 g\n"
    with within(30):
        document = read(tmp_path, pdf(words + covers + rules() + cells()))
    assert grid(only_table(document)) == AMOUNTS
    assert texts(document) == []


@pytest.mark.parametrize("size", ["1e38", "99999999999999999999999999999999999999999999"])
def test_a_text_whose_place_is_no_number_is_left_out(tmp_path: Path, size: str) -> None:
    huge = size if "e" not in size else "1" + "0" * 38
    lost = f"BT /F 10 Tf {huge} {huge} -{huge} {huge} {huge} {huge} Tm {huge} {huge} Td (lost) Tj ET\n"
    forms = f"q {huge} 0 0 {huge} 0 0 cm {lost} Q\n"
    document = read(tmp_path, pdf(lost + forms + rules() + cells()))
    assert grid(only_table(document)) == AMOUNTS


def test_white_text_on_a_dark_ground_shows(tmp_path: Path) -> None:
    heading = "0 g 40 230 260 20 re f 1 g " + text(44, 236, "Line") + "0 g\n"
    table = only_table(read(tmp_path, pdf(heading + rules() + cells((("",), *AMOUNTS[1:])))))
    assert grid(table)[0] == ("Line", "", "")


def test_a_label_longer_than_its_cell_stays_whole(tmp_path: Path) -> None:
    words = text(44, 236, "Subsidies to households") + text(224, 236, "5.00")
    assert grid(only_table(read(tmp_path, pdf(rules(ys=(250, 230)) + words)))) == (
        ("Subsidies to households", "", "5.00"),
    )


def test_a_text_cut_off_by_its_cell_does_not_run_into_the_next(tmp_path: Path) -> None:
    label = "q 40 230 100 20 re W n " + text(44, 236, "Subsidies to households") + "Q\n"
    assert grid(only_table(read(tmp_path, pdf(rules(ys=(250, 230)) + label + text(144, 236, "5.00"))))) == (
        ("Subsidies to households", "5.00", ""),
    )


def test_amounts_that_touch_across_a_rule_are_two(tmp_path: Path) -> None:
    words = text(44, 236, "Travel") + text(220 - 4 * 5.56 - 2.78, 236, "12.25") + text(220, 236, "30.75")
    assert grid(only_table(read(tmp_path, pdf(rules(ys=(250, 230)) + words)))) == (
        ("Travel", "12.25", "30.75"),
    )


def test_characters_printed_twice_for_bold_are_taken_once(tmp_path: Path) -> None:
    twice = text(40, 200, "Total 11.00") + text(40.3, 200, "Total 11.00") + text(40.6, 200.2, "Total 11.00")
    assert texts(read(tmp_path, pdf(twice))) == ["Total 11.00"]


def test_raised_figures_stay_on_their_line(tmp_path: Path) -> None:
    raised = text(40, 200, "400 m") + text(40 + 28.9, 204, "3", 6) + text(76, 200, "of water")
    assert texts(read(tmp_path, pdf(raised))) == ["400 m3 of water"]


def test_text_that_runs_up_the_page_is_read_in_its_cell(tmp_path: Path) -> None:
    up = "BT /F 8 Tf 0 1 -1 0 55 192 Tm (Sum) Tj ET\n"
    table = only_table(read(tmp_path, pdf(rules() + up + text(144, 236, "1.00") + text(144, 216, "2.00"))))
    assert grid(table)[2][0] == "Sum"


def image(x: float, y: float, width: float, height: float) -> str:
    return f"q {width} 0 0 {height} {x} {y} cm /Scan Do Q\n"


SCAN = stream(
    "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x80"
)


def test_pages_that_are_pictures_are_listed_as_unread(tmp_path: Path) -> None:
    pages = (
        text(40, 200, "Text"),
        image(0, 0, WIDTH, HEIGHT),
        text(200, 20, "- 3 -") + image(0, 0, WIDTH, HEIGHT),
    )
    document = read(tmp_path, pdf(*pages, resources="/XObject << /Scan 10 0 R >>", more=(SCAN,)))
    assert document.unread_pages == (2, 3)
    assert texts(document) == ["Text"]


def test_a_page_whose_table_is_a_picture_under_a_title_is_unread_too(tmp_path: Path) -> None:
    pages = (text(40, 280, "Expenditure") + image(30, 20, 360, 240), text(40, 200, "Text"))
    document = read(tmp_path, pdf(*pages, resources="/XObject << /Scan 10 0 R >>", more=(SCAN,)))
    assert document.unread_pages == (1,)
    assert texts(document) == ["Expenditure", "Text"]


def test_a_page_with_a_picture_behind_its_text_is_read(tmp_path: Path) -> None:
    page = image(0, 0, WIDTH, HEIGHT) + text(100, 200, "Cover")
    assert read(tmp_path, pdf(page, resources="/XObject << /Scan 10 0 R >>", more=(SCAN,))).unread_pages == ()


def test_a_scanned_document_is_refused_with_its_pages_and_the_way_out(tmp_path: Path) -> None:
    pages = [image(0, 0, WIDTH, HEIGHT)] * 3
    with pytest.raises(UnreadableError, match=r"^\S+budget\.pdf：.*1-3.*yusuan\[ocr\]") as refusal:
        read(tmp_path, pdf(*pages, resources="/XObject << /Scan 10 0 R >>", more=(SCAN,)))
    assert "\n" not in str(refusal.value)


ENCRYPTED = f"/Encrypt 10 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
LOCK = (f"<< /Filter /Standard /V 1 /R 2 /O <{'11' * 32}> /U <{'22' * 32}> /P -4 >>".encode(),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(text(40, 200, "Text"), more=LOCK, trailer=ENCRYPTED), "encrypted"),
        (pdf(text(40, 200, "Text"))[:-400], "cut short"),
        (pdf(), "has no pages"),
        (pdf(""), "holds no text"),
        (b"%PDF-1.7\nnothing\nstartxref\n0\n%%EOF\n", "no PDF file, or damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=rf"^\S+budget\.pdf：.*\({reason}") as refusal:
        read(tmp_path, data)
    assert "\n" not in str(refusal.value)
