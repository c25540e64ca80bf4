"""The objects of a PDF page in painting order, those inside forms with the matrix that places them."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Forms within forms within forms: deeper than any real file, shallower than the stack.
_DEEPEST = 16

# a, b, c, d, e, f: x' = ax + cy + e, y' = bx + dy + f.
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def page_objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """Walk the objects of a page in painting order.

    Args:
        page: raw handle of a loaded page.

    Yields:
        The object's type, its raw handle, and the matrix from its form to the page. Forms themselves are
        not given, what they hold is.
    """
    return _walk(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, IDENTITY, 0)


def address(item: Any) -> int:
    """What tells one object from another, however its handle was come by; 0 for none."""
    return ctypes.addressof(item.contents) if item else 0


def matrix_of(item: Any) -> Matrix:
    """The matrix of an object itself."""
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, raw):
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


def _walk(
    parent: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], matrix: Matrix, depth: int
) -> Iterator[tuple[int, Any, Matrix]]:
    type_of = pdfium.FPDFPageObj_GetType
    for index in range(count(parent)):
        item = get(parent, index)
        kind = type_of(item)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, item, matrix
        elif depth < _DEEPEST:
            yield from _walk(
                item,
                pdfium.FPDFFormObj_CountObjects,
                pdfium.FPDFFormObj_GetObject,
                product(matrix_of(item), matrix),
                depth + 1,
            )
