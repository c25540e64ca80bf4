"""One look for charts, tables and pages: colours by meaning, fonts, sizes.

Every colour is a token with a light and a dark value. Charts are drawn in the light ones; a page replaces
them by the CSS variable of the token, so that one drawing serves light, dark and print.
"""

from __future__ import annotations

from typing import Any, Final

# token: (light, dark). The light values differ from each other: they are how a drawing names its tokens.
# Text on paper has at least 4.5:1, marks at least 3:1 (tested); none carries its meaning by hue alone.
COLOURS: Final[dict[str, tuple[str, str]]] = {
    "paper": ("#ffffff", "#12161c"),
    "panel": ("#f4f6f9", "#1b212a"),
    "line": ("#d5dbe3", "#364152"),
    "ink": ("#18212c", "#e8ecf1"),
    "muted": ("#566273", "#a5b0bf"),
    "link": ("#1558a8", "#8cbcf5"),
    "actual": ("#1f3b5c", "#9cc3f0"),
    "tree-1": ("#bccde1", "#33506f"),
    "tree-2": ("#d3dfed", "#294059"),
    "tree-3": ("#e8eff7", "#203145"),
    "base": ("#8695a8", "#76869b"),
    "base-fill": ("#e3e8ee", "#2a3340"),
    "increase": ("#b2500b", "#f0a05c"),
    "decrease": ("#0d7377", "#58c2bd"),
    "broken": ("#b3261e", "#ff8a80"),
    "question": ("#8f5c00", "#e5b454"),
    "rounding": ("#6a7b90", "#8fa0b5"),
    "exact": ("#8fa6bd", "#56708c"),
}

FONTS: Final = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
)
CHART_WIDTH: Final = 720


def light(token: str) -> str:
    """The colour of a token as charts are drawn."""
    return COLOURS[token][0]


def variables(theme: int) -> str:
    """CSS declarations of all tokens; theme 0 is light, 1 dark."""
    return "".join(f"--{token}:{values[theme]};" for token, values in COLOURS.items())


def to_variables(drawing: str) -> str:
    """A drawing (SVG or JSON text) with every token's light colour replaced by its CSS variable."""
    for token, (value, _) in COLOURS.items():
        drawing = drawing.replace(value, f"var(--{token})")
    return drawing


def chart_config() -> dict[str, Any]:
    """The Vega-Lite config of every chart."""
    text = {
        "labelColor": light("ink"),
        "titleColor": light("muted"),
        "labelFontSize": 12,
        "titleFontSize": 11,
    }
    return {
        "background": light("paper"),
        "font": FONTS,
        "view": {"stroke": None},
        "padding": {"left": 4, "right": 8, "top": 4, "bottom": 4},
        "axis": {
            **text,
            "domainColor": light("line"),
            "gridColor": light("line"),
            "tickColor": light("line"),
        },
        "axisX": {"labels": False, "ticks": False, "domain": False, "grid": False, "title": None},
        "legend": {**text, "orient": "top", "title": None, "symbolType": "square", "offset": 8},
        "text": {"color": light("ink"), "fontSize": 12},
        "rule": {"color": light("muted")},
    }
