"""What a picture shows, in plain data that goes to the process that draws it and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

Rings = Sequence[Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Land:
    """A country on the map: its rings, or the point (longitude, latitude in degrees) where it
    lies. One without a verdict is drawn as what lies around the others.
    """

    name: str
    rings: Rings
    point: tuple[float, float] | None
    verdict: str


@dataclass(frozen=True, slots=True)
class CoverageChart:
    """``cells`` has a row for each of ``rows``, of (verdict, text) by column; ``legend`` says each
    verdict in words.
    """

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[tuple[str, str]]]
    lands: Sequence[Land]
    legend: Mapping[str, str]
    note: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """``remark`` stands behind the bar: how long they took."""

    label: str
    acknowledged: int
    told: int
    remark: str


@dataclass(frozen=True, slots=True)
class DrillChart:
    """``done`` and ``waiting`` are the legend's words."""

    title: str
    bars: Sequence[Bar]
    done: str
    waiting: str


Chart = CoverageChart | DrillChart
_KINDS: Final = {"coverage": CoverageChart, "drill": DrillChart}


def written(chart: Chart) -> bytes:
    """JSON (UTF-8)."""
    kind = next(name for name, kind in _KINDS.items() if isinstance(chart, kind))
    return json.dumps({"kind": kind, "chart": asdict(chart)}, ensure_ascii=False).encode()


def read(data: bytes) -> Chart:
    """What ``written`` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    document = json.loads(data)
    fields: dict[str, Any] = document["chart"]
    if document["kind"] == "drill":
        return DrillChart(**{**fields, "bars": [Bar(**bar) for bar in fields["bars"]]})
    return CoverageChart(**{**fields, "lands": [Land(**land) for land in fields["lands"]]})
