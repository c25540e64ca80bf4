"""The suites as data: each entry of expectations/*.json says what must hold, and why."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from yusuan.identities.entries import FORMS, Entry, Rule, Selector, Sum
from yusuan.identities.rules.registry import RULES
from yusuan.identities.vocabulary import fault, nearest
from yusuan.model.errors import CallError
from yusuan.model.vocabulary import Language, Severity, Subject, TableKind, pick
from yusuan.reference.measures import measure_name
from yusuan.reference.metrics import metric_name
from yusuan.reference.table_kinds import table_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Json = Mapping[str, Any]

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# What names in a row stand for: shown to readers by their names.
_NAMES: dict[str, Callable[[str, Language], str]] = {
    "metric": metric_name,
    **dict.fromkeys(("measure", "fund", "nature"), measure_name),
    "table": lambda kind, lang: pick(table_names()[TableKind(kind)], lang),
}
_SENTENCES: dict[str, Language] = {"sentence": "zh", "sentence_en": "en", "why": "zh", "why_en": "en"}


class SuiteError(CallError):
    """A suite that says something impossible; one line that names the file, the entry and what is wrong."""


class Meta(BaseModel):
    """What an entry says to its readers.

    Attributes:
        sentence: what must hold, in Chinese.
        sentence_en: the same in English.
        why: why it must, "" where the sentence says it.
        why_en: the same in English.
        source: where the rule comes from, "" if from bookkeeping alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence: str
    sentence_en: str
    why: str = ""
    why_en: str = ""
    source: str = ""


class Identity(Meta):
    """One entry of a suite, or one row of an entry.

    Attributes:
        suite: the suite's name.
        formula: what must hold.
    """

    suite: str
    formula: Entry


def load(folder: Path) -> list[Identity]:
    """Every identity of every suite in a folder.

    Raises:
        SuiteError: a file is no suite, an entry is malformed, or two identities have one name.
    """
    found: list[Identity] = []
    for path in sorted(folder.glob("*.json")):
        found += read_suite(path)
    names = [identity.formula.identity for identity in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SuiteError(f"{folder}：规则编号重复：{'、'.join(twice)} (identity named twice)")
    if not found:
        raise SuiteError(f"{folder}：没有规则 (no suites here)")
    return found


def titles(folder: Path) -> dict[str, tuple[str, str]]:
    """The suites of a folder by name, in the order of their files, with their Chinese and English titles.

    A suite names itself where its meta gives no `title` and `title_en`.
    """
    found = {}
    for path in sorted(folder.glob("*.json")):
        suite = json.loads(path.read_text(encoding="utf-8"))
        name, meta = str(suite["name"]), suite.get("meta") or {}
        found[name] = (str(meta.get("title", name)), str(meta.get("title_en", name)))
    return found


def read_suite(path: Path) -> list[Identity]:
    """The identities of one suite file.

    Raises:
        SuiteError: as `load`.
    """
    try:
        suite = json.loads(path.read_text(encoding="utf-8"))
        entries = list(suite["expectations"])
        name = str(suite["name"])
        subject = (suite.get("meta") or {}).get("subject")
    except (ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"{path}：不是规则集 (not a suite): {error}") from None
    return [
        identity
        for number, entry in enumerate(entries, start=1)
        for identity in _identities(path, _Suite(name, subject), number, entry)
    ]


def names(kwargs: Json) -> list[str]:
    """The names of the identities that an entry asks for: one, or one a row.

    Args:
        kwargs: of the entry, as written.
    """
    return [str(_filled(kwargs["identity"], row, None)) for row in _rows(kwargs)]


class _Suite(NamedTuple):
    """What its entries have of a suite: its name, and what they are about where they do not say it themselves."""

    name: str
    subject: str | None

    def default(self, form: type[BaseModel]) -> str:
        return self.subject or (Subject.FORM if form is Rule else Subject.AMOUNT)


def _identities(path: Path, suite: _Suite, number: int, entry: Json) -> Iterator[Identity]:
    where = f"{path}：第{number}条"
    try:
        for row in _rows(entry["kwargs"]):
            where = f"{path}：{_filled(entry['kwargs']['identity'], row, None)}"
            yield _identity(suite, {key: _filled_entry(key, value, row) for key, value in entry.items()})
    except ValidationError as error:
        raise SuiteError(f"{where}，{fault(error, _fields())}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SuiteError(f"{where}，缺少或写错 (missing or wrong): {error}") from None


def _identity(suite: _Suite, entry: Json) -> Identity:
    form = FORMS.get(str(entry["type"]))
    if form is None:
        raise ValueError(f"“{entry['type']}”不是写法 (form){nearest(str(entry['type']), FORMS)}")
    severity = str(entry.get("severity", "critical"))
    severities = [each.value for each in Severity]
    if severity not in severities:
        raise ValueError(f"“{severity}”不是严重程度 (severity){nearest(severity, severities)}")
    kwargs = {key: value for key, value in entry["kwargs"].items() if key != "rows"}
    formula = form.model_validate({"subject": suite.default(form), **kwargs, "severity": severity})
    meta = Meta.model_validate(entry["meta"])
    return Identity(suite=suite.name, formula=formula, **meta.model_dump())


def _fields() -> set[str]:
    """All names that entries can use for what they say."""
    models: list[type[BaseModel]] = [*FORMS.values(), Selector, Sum, Meta]
    models += [rule.parameters for rule in RULES.values()]
    return {"rows"}.union(*(model.model_fields for model in models))


def _rows(kwargs: Json) -> list[Json]:
    rows = kwargs.get("rows", [{}])
    if not isinstance(rows, list) or not rows:
        raise ValueError("rows要列出各行 (a list of rows)")
    return rows


def _filled_entry(key: str, value: object, row: Json) -> object:
    """A part of an entry for one of its rows; sentences name what the row names."""
    if key != "meta" or not isinstance(value, dict):
        return _filled(value, row, None)
    return {name: _filled(text, row, _SENTENCES.get(name)) for name, text in value.items()}


def _filled(value: object, row: Json, lang: Language | None) -> object:
    """A value with its placeholders filled from a row.

    Args:
        value: as written; a text that is nothing but a placeholder becomes what the row gives for it.
        row: of the entry.
        lang: of a sentence, None for what is no sentence.
    """
    if isinstance(value, dict):
        return {key: _filled(inner, row, lang) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, row, lang) for inner in value]
    if not row or not isinstance(value, str):
        return value
    alone = _PLACEHOLDER.fullmatch(value)
    if alone is not None and lang is None:
        return row[alone[1]]
    return _PLACEHOLDER.sub(lambda match: _shown(match[1], row, lang), value)


def _shown(name: str, row: Json, lang: Language | None) -> str:
    value = row[name]
    if lang is None or not isinstance(value, str):
        return str(value)
    if name in _NAMES:
        return _NAMES[name](value, lang)
    return str(row.get(f"{name}_en", value)) if lang == "en" else value
