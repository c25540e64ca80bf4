"""The limits of one notebook: time, memory, output."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one notebook may use.

    Attributes:
        seconds: wall-clock time of all its cells.
        memory_bytes: resident memory of its kernel and the kernel's children, where /proc tells it.
        output_bytes: everything that it prints and shows.
    """

    seconds: float = 600
    memory_bytes: int = 4 << 30
    output_bytes: int = 50 << 20
