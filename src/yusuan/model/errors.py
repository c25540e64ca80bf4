"""Errors that the caller can put right: told in one line, with exit code 2."""

from __future__ import annotations


class CallError(Exception):
    """What was given is wrong; the message says in one line what and where."""
