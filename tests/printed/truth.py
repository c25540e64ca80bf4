"""A made-up body and its money: the smallest amounts, of which every printed figure is a sum."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from yusuan import reference

if TYPE_CHECKING:
    from collections.abc import Callable

Nature = Literal["personnel", "operating", "project"]
Fund = Literal["general_public", "government_fund", "business"]

_COUNTIES = ("青石县", "白河县", "云岭县", "长桥县", "东渡县", "松江县")
_BODIES = {
    "水务局": ("213", "河道管理所", "水利工程建设中心", "防汛抗旱服务中心"),
    "民政局": ("208", "社会福利院", "救助管理站", "殡葬服务所"),
    "教育局": ("205", "教师进修学校", "第二小学", "教育考试中心"),
    "卫生健康局": ("210", "人民医院", "疾病预防控制中心", "妇幼保健院"),
}
# A few lines of each class: those of staff, which every unit has, and those of the body's own business.
_STAFF = {"2080505": "30108", "2080506": "30109", "2101101": "30110", "2210201": "30113"}
_OWN = {
    "213": ("2130301", "2130305", "2130311"),
    "208": ("2080201", "2081001", "2081005"),
    "205": ("2050101", "2050202", "2050299"),
    "210": ("2100101", "2100201", "2100401"),
}
_WAGES = ("30101", "30102", "30103", "30107")
_OPERATING = ("30201", "30205", "30206", "30207", "30211", "30228")
_THREE_PUBLIC = {"overseas": "30212", "reception": "30217", "vehicle_operation": "30231"}
_PENSIONS = ("30302", "30305")
_FUND_LINE = "2120899"
_TASKS = ("巡查养护", "信息化建设", "设备购置", "业务培训", "宣传活动", "房屋修缮", "应急保障", "档案整理")


@dataclass(frozen=True)
class Unit:
    """A unit whose money the body reports, with the number that the budget gives it."""

    name: str
    number: str


@dataclass(frozen=True)
class Portion:
    """Money that no printed figure divides.

    Attributes:
        owner: the unit that has it.
        function: functional code of 7 digits.
        nature: what it is for.
        economic: economic code of 5 digits; of basic expenditure only.
        project: the project's name; of projects only.
        fund: where it comes from.
        carried: whether it was left over from the year before.
        fen: in 分.
    """

    owner: Unit
    function: str
    nature: Nature
    fen: int
    economic: str = ""
    project: str = ""
    fund: Fund = "general_public"
    carried: bool = False


@dataclass(frozen=True)
class Body:
    """A department, its units, and all its money of one year."""

    name: str
    fiscal_year: int
    units: tuple[Unit, ...]
    portions: tuple[Portion, ...]

    def sum(self, wanted: Callable[[Portion], bool] = lambda _: True) -> int:
        """Of all portions that are wanted, in 分."""
        return sum(portion.fen for portion in self.portions if wanted(portion))

    def functions(self, wanted: Callable[[Portion], bool] = lambda _: True) -> list[str]:
        """The codes of 3, 5 and 7 digits under which wanted money stands, in order."""
        return sorted(
            {
                portion.function[:digits]
                for portion in self.portions
                if wanted(portion)
                for digits in (3, 5, 7)
            }
        )

    def economics(self) -> list[str]:
        """The codes of 3 and 5 digits of its basic expenditure from the general public budget, in order."""
        basic = [one for one in self.portions if one.economic and one.fund == "general_public"]
        return sorted({one.economic[:digits] for one in basic for digits in (3, 5)})

    def projects(self) -> list[tuple[Unit, str]]:
        """Its projects, each with its unit, in order."""
        return list(dict.fromkeys((one.owner, one.project) for one in self.portions if one.project))


def function_name(code: str) -> str:
    """The name of a functional code."""
    return reference.codes("functional")[code].name


def economic_name(code: str) -> str:
    """The name of an economic code."""
    return reference.codes("economic")[code].name


def make_body(seed: int, *, units: int = 1, cents: bool = False, carried: bool = False) -> Body:
    """Make a body up.

    Args:
        seed: what all of it follows from.
        units: how many it has.
        cents: whether amounts are in whole 分; else in hundreds of 元, exact in 0.01 万元.
        carried: whether money of the year before is left.
    """
    dice = random.Random(seed)
    kind = dice.choice(list(_BODIES))
    own_class, *subordinate = _BODIES[kind]
    name = dice.choice(_COUNTIES) + kind
    owners = [Unit(name + ("（本级）" if units > 1 else ""), "203001")]
    owners += [
        Unit(name[:3] + below, f"20300{n}") for n, below in enumerate(subordinate[: units - 1], start=2)
    ]
    portions: list[Portion] = []

    def fen(most_wan: int) -> int:
        """From 1 万元 on, so that no figure is smaller than what it is rounded to."""
        return (
            dice.randrange(1_000_000, most_wan * 1_000_000)
            if cents
            else dice.randrange(100, most_wan * 100) * 10_000
        )

    for owner in owners:
        run, *tasks = _OWN[own_class]
        portions += [Portion(owner, run, "personnel", fen(300), code) for code in _WAGES]
        portions += [Portion(owner, line, "personnel", fen(60), code) for line, code in _STAFF.items()]
        portions += [Portion(owner, run, "personnel", fen(20), dice.choice(_PENSIONS))]
        portions += [Portion(owner, run, "operating", fen(40), code) for code in dice.sample(_OPERATING, 4)]
        portions += [
            Portion(owner, run, "operating", fen(15), code)
            for code in sorted(_THREE_PUBLIC.values())
            if dice.random() < 0.8
        ]
        for task in dice.sample(_TASKS, dice.randrange(2, 4)):
            where = dice.choice(tasks)
            portions.append(Portion(owner, where, "project", fen(400), project=task))
            if dice.random() < 0.3:
                portions.append(Portion(owner, where, "project", fen(90), project=task, fund="business"))
            if carried and dice.random() < 0.6:
                portions.append(Portion(owner, where, "project", fen(50), project=task, carried=True))
    if dice.random() < 0.4:
        portions.append(
            Portion(owners[0], _FUND_LINE, "project", fen(200), project="土地整治", fund="government_fund")
        )
    return Body(name, dice.randrange(2019, 2026), tuple(owners), tuple(portions))


def three_public(body: Body) -> dict[str, int]:
    """What the body spends on travel abroad, official cars and receptions."""
    return {
        role: body.sum(lambda one, code=code: one.economic == code) for role, code in _THREE_PUBLIC.items()
    }
