"""The years of a line in a word's width."""

from __future__ import annotations

import re

from yusuan.report.elements.sparkline import sparkline

YUAN = 1_000_000


def heights(markup: str) -> list[float]:
    return [float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', markup)]


def test_bars_stand_on_zero_and_say_their_figures():
    markup = sparkline([(2022, 100 * YUAN), (2023, 50 * YUAN), (2024, 25 * YUAN)])
    assert heights(markup) == [20.0, 10.0, 5.0]
    assert 'aria-label="历年（万元）：2022 100.00、2023 50.00、2024 25.00"' in markup


def test_only_the_reported_year_is_dark():
    markup = sparkline([(2022, YUAN), (2023, YUAN), (2024, YUAN)], "en")
    assert markup.count("--base") == 2
    assert markup.rindex("--actual") > markup.rindex("--base")


def test_a_missing_year_is_a_gap_and_never_zero():
    markup = sparkline([(2021, YUAN), (2022, None), (2023, YUAN), (2024, YUAN)])
    assert re.findall(r'<rect x="(\d+)"', markup) == ["0", "18", "27"]
    assert "2022" not in markup


def test_negative_amounts_hang_below_zero():
    markup = sparkline([(2022, YUAN), (2023, -YUAN), (2024, YUAN)])
    assert re.findall(r'y="([\d.]+)"', markup) == ["0.0", "10.0", "0.0"]


def test_few_years_and_zeros_are_not_drawn():
    assert not sparkline([(2023, YUAN), (2024, YUAN)])
    assert not sparkline([(2022, 0), (2023, 0), (2024, 0)])
