"""Importing a library without an optional part of it that costs seconds and that nothing here uses."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# jsonschema (under altair, nbformat and papermill) builds a grammar at import, for two seconds, to check the
# format “iri”; neither charts nor notebooks have such a field.
IRI_GRAMMAR = "rfc3987_syntax"


@contextmanager
def without(module: str) -> Iterator[None]:
    """Have the import of an optional module fail meanwhile; one that is loaded already stays."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # the import system knows it as "not there"
    try:
        yield
    finally:
        del sys.modules[module]
