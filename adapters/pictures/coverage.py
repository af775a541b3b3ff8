"""The coverage report as a picture: a matrix of offices and topics above a map of the world."""

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.pictures.faces import FACES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Rings = Sequence[Sequence[tuple[float, float]]]

_DPI: Final = 110
_NAME: Final = 12
"""Characters in a line of a column's name."""
_ROW: Final = 30
_SIZE: Final = (14.0, 13.5)
"""Inches."""


@dataclass(frozen=True, slots=True)
class Land:
    """A country on the map: its rings, or the point (longitude, latitude) where it lies."""

    name: str
    rings: Rings
    point: tuple[float, float] | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn. ``cells`` has a row for each of ``rows``, of (verdict, text) by column;
    ``legend`` says each verdict in words."""

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[tuple[str, str]]]
    lands: Sequence[Land]
    legend: Mapping[str, str]
    note: str = ""
    key: str = ""


def draw(picture: Picture) -> bytes:
    """The picture as PNG. Takes a second and matplotlib: never in an answer's way."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context({"hatch.linewidth": 0.5, "font.size": 10, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor="white")
        FigureCanvasAgg(figure)
        figure.text(0.03, 0.972, picture.title, fontsize=16, fontweight="bold")
        _matrix(figure.add_axes((0.24, 0.58, 0.74, 0.25)), picture)
        _map(figure.add_axes((0.03, 0.105, 0.94, 0.44)), picture)
        figure.text(0.03, 0.085, picture.note, fontsize=8)
        _legend(figure, picture)
        found = io.BytesIO()
        figure.savefig(found, format="png", metadata={"Software": None})
    return found.getvalue()


def _matrix(axes: "Axes", picture: Picture) -> None:
    from matplotlib.patches import Rectangle

    for row, cells in enumerate(picture.cells):
        for column, (verdict, text) in enumerate(cells):
            axes.add_patch(Rectangle((column, row), 1, 1, **_look(verdict)))
            if text:
                plate = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", bbox=plate)
    axes.set_xlim(0, len(picture.columns))
    axes.set_ylim(len(picture.rows), 0)
    named = [_wrapped(name, _NAME) for name in picture.columns]
    axes.set_xticks([c + 0.5 for c in range(len(named))], named, fontsize=8)
    axes.xaxis.tick_top()
    rows = [_wrapped(name, _ROW) for name in picture.rows]
    axes.set_yticks([r + 0.5 for r in range(len(rows))], rows)
    axes.tick_params(length=0)
    axes.set_xlabel(picture.key, fontsize=9, labelpad=8)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _wrapped(name: str, width: int) -> str:
    return textwrap.fill(name, width, break_long_words=False)


def _map(axes: "Axes", picture: Picture) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for verdict, face in FACES.items():
        lands = [land for land in picture.lands if land.verdict == verdict]
        rings = [ring for land in lands for ring in land.rings]
        if rings:
            # One shape for all of them: a hatch is drawn once for each shape.
            closed = [Path([*ring, ring[0]], closed=True) for ring in rings]
            axes.add_patch(PathPatch(Path.make_compound_path(*closed), **_look(verdict)))
        points = [land.point for land in lands if land.point is not None]
        if points:
            east, north = zip(*points, strict=True)
            axes.scatter(east, north, s=42, marker="s", color=face.shade, edgecolor="black")
            for point in points:
                axes.text(*point, face.sign, ha="center", va="center", fontsize=7, color=face.ink)
    axes.set_xlim(-180, 180)
    axes.set_ylim(-58, 84)
    axes.set_aspect(1.2)
    axes.set_axis_off()


def _look(verdict: str) -> dict[str, Any]:
    face = FACES[verdict]
    edge = "#777777" if face.ink == "black" else "#c8c8c8"
    return {"facecolor": face.shade, "hatch": face.hatch, "edgecolor": edge, "linewidth": 0.6}


def _legend(figure: "Figure", picture: Picture) -> None:
    from matplotlib.patches import Patch

    figure.legend(
        handles=[Patch(label=picture.legend[verdict], **_look(verdict)) for verdict in FACES],
        loc="lower left",
        bbox_to_anchor=(0.02, 0.01),
        ncols=2,
        frameon=False,
        handlelength=3.5,
        handleheight=1.8,
    )
