"""One look: readable, and the same drawing in light and dark."""

from __future__ import annotations

import itertools

import pytest

from yusuan.report.elements.style import COLOURS, chart_config, to_variables

TEXT = ["ink", "muted", "link", "increase", "decrease", "broken", "question"]
MARKS = ["actual", "base", "increase", "decrease", "broken", "question", "rounding"]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("token", "theme", "ground"), list(itertools.product(TEXT, (0, 1), ("paper", "panel")))
)
def test_text_has_enough_contrast(token: str, theme: int, ground: str):
    assert contrast(COLOURS[token][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize(("token", "theme"), list(itertools.product(MARKS, (0, 1))))
def test_marks_stand_out_from_paper(token: str, theme: int):
    assert contrast(COLOURS[token][theme], COLOURS["paper"][theme]) >= 3


@pytest.mark.parametrize(("token", "theme"), list(itertools.product(("tree-1", "tree-2", "tree-3"), (0, 1))))
def test_names_are_readable_on_boxes(token: str, theme: int):
    assert contrast(COLOURS["ink"][theme], COLOURS[token][theme]) >= 4.5


def test_each_token_has_its_own_light_colour():
    lights = [values[0] for values in COLOURS.values()]
    assert len(set(lights)) == len(lights)


def test_a_drawing_takes_its_colours_from_the_page():
    assert to_variables('fill="#1f3b5c"') == 'fill="var(--actual)"'


def test_charts_name_a_font_that_has_chinese():
    assert "Noto Sans CJK SC" in chart_config()["font"]
