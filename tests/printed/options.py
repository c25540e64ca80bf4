"""The choices of which a layout is made: each trap of the field is a value of one of them."""

from __future__ import annotations

import random
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "format": ("html", "xlsx", "txt", "docx", "pdf"),
        # How amounts are printed.
        "unit": ("万元", "元", "千元", "百万元", "mixed"),
        "thousands": ("comma", "none", "full_width", "comma_blank", "odd"),
        "zero": ("blank", "0.00", "dash"),
        "precision": ("exact", "cents", "whole"),
        # What the page shows around the cells of a PDF.
        "rules": ("full", "columns", "rows", "head", "none", "tight", "fills"),
        "labels": ("roomy", "wrapped"),
        "paper": ("long", "short", "short_repeated", "short_split"),
        # Headings.
        "headings": ("plain", "synonyms", "vertical", "two_lines"),
        "columns": ("total_first", "total_last", "numbered"),
        "codes": ("one", "split", "none", "in_label"),
        # What the tables hold, and how they lay it out.
        "owners": ("none", "column", "merged", "first_row", "rows", "rows_uncoded"),
        "summary": ("two", "three", "four", "stacked", "ordinals"),
        "economic": ("tree", "blocks", "flat"),
        "three_public": ("across", "down", "previous", "indexed"),
        "projects": ("list", "categories", "same_name", "of_which", "key", "absent"),
        "carried": ("no", "yes"),
        "prose": ("none", "whole", "by_unit", "by_class", "of_which", "changes"),
        "repeated": ("once", "twice"),
        "cells": ("one", "several_rows"),
    }
)
"""By option its values, the plain one first."""

NOT_YET: frozenset[tuple[str, str]] = frozenset(
    {
        ("owners", "first_row"),
        ("owners", "rows"),
        *(("summary", value) for value in OPTIONS["summary"][1:]),
        ("repeated", "twice"),
    }
)
"""Values that the reader does not read yet: they are drawn on request only."""

_PLAIN = 0.7

Layout = dict[str, str]


def plain_layout(**chosen: str) -> Layout:
    """The plain layout, but for what is chosen."""
    return {name: values[0] for name, values in OPTIONS.items()} | chosen


def draw(seed: int, *, not_yet: bool = False, **chosen: str) -> Layout:
    """Draw a layout.

    Args:
        seed: what it follows from.
        not_yet: whether values that are not read yet are drawn, too.
        chosen: options that are given.
    """
    dice = random.Random(seed)
    layout = plain_layout()
    for name, values in OPTIONS.items():
        open_to = [value for value in values if not_yet or (name, value) not in NOT_YET]
        if name == "format" or dice.random() > _PLAIN:
            layout[name] = dice.choice(open_to)
    return possible(layout | chosen)


def possible(layout: Layout) -> Layout:
    """The same layout, with the plain value where two choices exclude each other."""
    kept = dict(layout)
    if kept["format"] != "pdf":
        kept |= {name: OPTIONS[name][0] for name in ("rules", "labels", "paper")}
    if kept["precision"] == "whole":
        kept["unit"] = "元"
    if kept["thousands"] == "odd":
        kept["unit"] = "元"  # in 万元 no amount is so large
    if kept["cells"] == "several_rows" and kept["format"] not in {"html", "xlsx"}:
        kept["cells"] = "one"
    if kept["format"] == "txt" and kept["owners"] == "merged":
        kept["owners"] = "column"
    if kept["owners"] == "rows_uncoded":
        kept["codes"] = "none"
    return kept


def every_value() -> Iterator[tuple[str, str]]:
    """Every option with every value that is not plain."""
    return ((name, value) for name, values in OPTIONS.items() for value in values[1:])
