"""The objects of a PDF page in painting order, those inside forms with the matrix that places them."""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from yusuan.extract.pdf.content import calls

if TYPE_CHECKING:
    from collections.abc import Callable

# Forms within forms within forms: deeper than any real file, shallower than the stack.
_DEEPEST = 16

# a, b, c, d, e, f: x' = ax + cy + e, y' = bx + dy + f.
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# An object's type, its address, and the matrix from its form to the page.
Placed = tuple[int, int, Matrix]


def page_objects(page: int) -> list[Placed]:
    """The objects of a page in painting order; forms themselves are left out, what they hold is not.

    Args:
        page: address of a loaded page.
    """
    return _held(page, calls.count_in_page, calls.object_in_page, IDENTITY, 0)


def matrix_of(item: int) -> Matrix:
    """The matrix of an object itself."""
    raw = pdfium.FS_MATRIX()
    if not calls.matrix_of(item, ctypes.addressof(raw)):
        return IDENTITY
    return (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does one, then the other."""
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc,
        a * tb + b * td,
        c * ta + d * tc,
        c * tb + d * td,
        e * ta + f * tc + te,
        e * tb + f * td + tf,
    )


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point moved by a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _held(
    parent: int, count: Callable[[int], int], get: Callable[[int, int], int], matrix: Matrix, depth: int
) -> list[Placed]:
    items = list(map(get, repeat(parent), range(count(parent))))
    held: list[Placed] = []
    for kind, item in zip(map(calls.kind_of, items), items, strict=True):
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            held.append((kind, item, matrix))
        elif depth < _DEEPEST:
            placed = product(matrix_of(item), matrix)
            held += _held(item, calls.count_in_form, calls.object_in_form, placed, depth + 1)
    return held
