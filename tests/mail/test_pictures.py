"""Pictures of charts have Chinese characters in them, or there are none."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from yusuan.mail import excerpt, pictures

if TYPE_CHECKING:
    from pathlib import Path

    from yusuan.mail.excerpt import Chart


@pytest.fixture
def chart(pages: list[Path]) -> Chart:
    return excerpt.read(pages[0]).charts[0]


def test_a_chart_is_as_wide_as_a_letter_at_double_density(chart: Chart):
    from PIL import Image

    with Image.open(io.BytesIO(pictures.png(chart))) as picture:
        assert abs(picture.width - 2 * pictures.WIDTH) <= 2
        assert picture.convert("L").getextrema() == (pytest.approx(30, abs=30), 255)


def test_data_from_outside_is_not_asked_for(chart: Chart):
    from dataclasses import replace

    spec = chart.spec.replace('"data":{"name"', '"data":{"url":"https://attacker.example/x.json","x"')
    assert spec != chart.spec
    with pytest.raises(ValueError, match=r"attacker\.example|External"):
        pictures.png(replace(chart, spec=spec))


def test_a_machine_without_chinese_fonts_knows_it(tmp_path: Path):
    config = tmp_path / "fonts.conf"
    config.write_text(f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir></fontconfig>', "utf-8")
    command = "from yusuan.mail import pictures; print(pictures.has_chinese_font())"
    told = subprocess.run(
        [sys.executable, "-c", command],
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "False\n"
