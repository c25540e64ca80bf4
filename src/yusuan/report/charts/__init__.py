"""Charts of one look: bridges, changes, parts, years and findings, one small module a family.

Each function takes prepared figures and gives a `Figure`. Rules of the look: this year dark, last year light,
worked-back amounts hatched, signs on changes only, amounts from zero on one scale a chart, values written out,
missing values left blank and named, no meaning by hue alone.
"""

from yusuan.report.charts.bars import Bar, Change, bars, bridge, changes
from yusuan.report.charts.heat import Cell, heat
from yusuan.report.charts.pairs import Pair, pairs
from yusuan.report.charts.slope import Slope, slope
from yusuan.report.charts.statuses import statuses
from yusuan.report.charts.tree import tree
from yusuan.report.charts.years import Year, Years, years

__all__ = [
    "Bar",
    "Cell",
    "Change",
    "Pair",
    "Slope",
    "Year",
    "Years",
    "bars",
    "bridge",
    "changes",
    "heat",
    "pairs",
    "slope",
    "statuses",
    "tree",
    "years",
]
