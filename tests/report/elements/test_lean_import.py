"""Leaving out an optional module for the time of an import."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from yusuan.report.elements.lean_import import IRI_GRAMMAR, without


def test_the_module_is_not_there_meanwhile_and_is_again_afterwards():
    sys.modules.pop("this", None)
    with without("this"), pytest.raises(ImportError):
        importlib.import_module("this")
    assert "this" not in sys.modules


def test_a_module_that_is_loaded_stays():
    with without("json"):
        assert importlib.import_module("json") is sys.modules["json"]
    assert "json" in sys.modules


def test_charts_load_without_the_grammar():
    code = f"import sys, yusuan.report.charts; print({IRI_GRAMMAR!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
