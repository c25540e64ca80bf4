"""The sidecar of a document: what is known of it that it does not say itself."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 — pydantic reads the annotations
import tomllib
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from yusuan.extract.refusal import refusal
from yusuan.model.money import Unit  # noqa: TC001
from yusuan.model.vocabulary import Phase, Scope  # noqa: TC001
from yusuan.normalise.identity.claim import Claim, Evidence

if TYPE_CHECKING:
    from pathlib import Path

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100)]
_Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2_000)]


_WHOSE = ("department", "fiscal_year", "phase", "scope")


class Correction(BaseModel):
    """A misprint that was corrected by hand, with its reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table_no: int | None = None
    title: _Text | None = None
    row: int
    column: int
    printed: str
    corrected: str
    reason: _Text


class Sidecar(BaseModel):
    """The content of `<name of the document>.toml`.

    Attributes:
        department: whose document it is, where it does not say so itself.
        fiscal_year: likewise its year.
        phase: likewise budget or final.
        scope: likewise department or unit.
        unit: the unit of its amounts (元, 万元 …), where a table states none.
        source: the address at which it was published.
        retrieved: the day on which it was fetched.
        publisher: who published it.
        corrections: of misprints.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    department: _Name | None = None
    fiscal_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    phase: Phase | None = None
    scope: Scope | None = None
    unit: Unit | None = None
    source: _Address | None = None
    retrieved: dt.date | None = None
    publisher: _Text | None = None
    corrections: tuple[Correction, ...] = Field(default=())

    @property
    def claim(self) -> Claim:
        """What it says of whose document it is."""
        fields = {name: getattr(self, name) for name in _WHOSE}
        evidence = tuple(Evidence(name, str(value)) for name, value in fields.items() if value is not None)
        return Claim(**fields, evidence=evidence)

    def under(self, told: Sidecar) -> Sidecar:
        """This sidecar with what the user said on the command line in place of what it says."""
        said = {name: value for name in (*_WHOSE, "unit") if (value := getattr(told, name)) is not None}
        return self.model_copy(update=said)


def sidecar_of(document: Path) -> Sidecar:
    """The sidecar beside a document; an empty one where there is none.

    Raises:
        UnreadableError: it is no such sidecar; the message names it and the place in it.
    """
    path = document.with_suffix(".toml")
    if not path.is_file():
        return Sidecar()
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        sidecar = Sidecar.model_validate(held)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise refusal(path, f"旁注的 {place}：{first['msg']}", "invalid sidecar") from None
    except (OSError, ValueError, RecursionError) as error:
        raise refusal(path, f"旁注读不出：{error}", "unreadable sidecar") from None
    if sidecar.corrections:
        raise refusal(path, "旁注中的 corrections 尚不支持；请先移出", "corrections are not supported yet")
    return sidecar
