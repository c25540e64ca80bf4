"""The one form of a body's name: 中国共产党甲市委员会宣传部 and 中共甲市委宣传部 are one body."""

from __future__ import annotations

import functools
import re

from yusuan.model.text import squeeze

# What names of one body print or leave out, and the full form of what they shorten.
_PARTY = re.compile(r"^(?:中国共产党|中共)(?!中央)")
_SHORT = (
    (re.compile(r"(?<=[省市县区州盟旗团])委员会(?=[^（(]{2,})"), "委"),
    (re.compile(r"人民政府(?=[^（(]{2,})"), "政府"),
    (re.compile(r"人民代表大会常务委员会|人大常务委员会"), "人大常委会"),
    (re.compile(r"^中国人民政治协商会议(.+?)(?:全国)?委员会$"), r"政协\1委员会"),
    (re.compile(r"^中国共产主义青年团(.+?)委员会$"), r"共青团\1委员会"),
    (re.compile(r"管理委员会"), "管委会"),
)
_BRACKETS = str.maketrans("（）", "()")
_KEPT = 4096


@functools.lru_cache(_KEPT)
def one_name(name: str) -> str:
    """A name in the form in which names of one body are equal.

    Args:
        name: as printed.

    Returns:
        Without 中共 before it and with its committees shortened as usual; not for show.
    """
    short = _PARTY.sub("", squeeze(name))
    for pattern, shortened in _SHORT:
        short = pattern.sub(shortened, short)
    return short.translate(_BRACKETS)
