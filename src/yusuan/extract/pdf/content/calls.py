"""PDFium's functions that a page calls for each of its characters and objects, on plain addresses.

pypdfium2's own make and check a pointer object for each argument, which takes longer than what PDFium does.
"""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _plain(function: Any) -> Callable[..., Any]:
    """The same function; it takes and gives addresses where pypdfium2 has pointers, None for the null one."""

    def plain(kind: Any) -> Any:
        return ctypes.c_void_p if hasattr(kind, "contents") else kind

    prototype = ctypes.PYFUNCTYPE(plain(function.restype), *map(plain, function.argtypes))
    return prototype(ctypes.cast(function, ctypes.c_void_p).value or 0)


count_chars = _plain(pdfium.FPDFText_CountChars)
text_of = _plain(pdfium.FPDFText_GetText)
is_generated = _plain(pdfium.FPDFText_IsGenerated)
char_code = _plain(pdfium.FPDFText_GetUnicode)
char_matrix = _plain(pdfium.FPDFText_GetMatrix)
char_box = _plain(pdfium.FPDFText_GetLooseCharBox)
char_origin = _plain(pdfium.FPDFText_GetCharOrigin)
char_object = _plain(pdfium.FPDFText_GetTextObject)

count_in_page = _plain(pdfium.FPDFPage_CountObjects)
object_in_page = _plain(pdfium.FPDFPage_GetObject)
count_in_form = _plain(pdfium.FPDFFormObj_CountObjects)
object_in_form = _plain(pdfium.FPDFFormObj_GetObject)

kind_of = _plain(pdfium.FPDFPageObj_GetType)
bounds_of = _plain(pdfium.FPDFPageObj_GetBounds)
matrix_of = _plain(pdfium.FPDFPageObj_GetMatrix)
fill_colour_of = _plain(pdfium.FPDFPageObj_GetFillColor)
stroke_colour_of = _plain(pdfium.FPDFPageObj_GetStrokeColor)
text_mode_of = _plain(pdfium.FPDFTextObj_GetTextRenderMode)
draw_mode_of = _plain(pdfium.FPDFPath_GetDrawMode)

count_in_path = _plain(pdfium.FPDFPath_CountSegments)
segment_of_path = _plain(pdfium.FPDFPath_GetPathSegment)
clip_of = _plain(pdfium.FPDFPageObj_GetClipPath)
count_paths_in_clip = _plain(pdfium.FPDFClipPath_CountPaths)
count_in_clip = _plain(pdfium.FPDFClipPath_CountPathSegments)
segment_of_clip = _plain(pdfium.FPDFClipPath_GetPathSegment)

kind_of_segment = _plain(pdfium.FPDFPathSegment_GetType)
point_of_segment = _plain(pdfium.FPDFPathSegment_GetPoint)
closes = _plain(pdfium.FPDFPathSegment_GetClose)


def address(handle: Any) -> int:
    """The address of what a handle of pypdfium2 stands for; 0 for none."""
    return ctypes.addressof(handle.contents) if handle else 0


def owners(text_page: int, numbers: Iterable[int]) -> list[int]:
    """The addresses of the text objects that hold characters, 0 for those that PDFium put in.

    Args:
        text_page: address of a page's text.
        numbers: of the characters.
    """
    return [owner or 0 for owner in map(char_object, repeat(text_page), numbers)]


def ask(
    function: Callable[..., Any], kind: Any, width: int, count: int, *given: Iterable[int], pointers: int = 0
) -> tuple[list[int], list[tuple[Any, ...]]]:
    """Call a function once for each of many, and gather what it writes.

    Args:
        function: one of the above; it takes what is given, then pointers to what it writes.
        kind: ctypes type of the values that it writes.
        width: how many values it writes each time.
        count: how many times it is called.
        given: its first arguments, call by call.
        pointers: how many pointers it takes; as many as it writes values unless it writes a structure.

    Returns:
        What it returned, and what it wrote (zeros where it wrote nothing), call by call.
    """
    values = (kind * (width * count))()
    size = ctypes.sizeof(kind)
    start = ctypes.addressof(values)
    end = start + ctypes.sizeof(values)
    places = [range(start + size * index, end, size * width) for index in range(pointers or width)]
    returned = list(map(function, *given, *places))
    return returned, list(zip(*[iter(values[:])] * width, strict=True))
