"""The coverage report as a picture: a matrix of topics and offices above a map."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from adapters.pictures.charts import CoverageChart, Land
from adapters.pictures.faces import FACES
from adapters.pictures.frames import frame_of
from adapters.pictures.png import DPI, WIDTH, png_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NAME: Final = 13
"""Characters in a line of a column's name."""
_ROW: Final = 33
_VERDICT: Final = 56
_LINE: Final = 135
"""Characters in a line of small print."""
_STRETCH: Final = 1.2
"""A degree of latitude by one of longitude."""
_ELSEWHERE: Final = {"facecolor": "white", "edgecolor": "#c4c4c4", "linewidth": 0.4}

# Inches. With every office and topic it comes to less than WIDTH, which is as tall as Teams allows.
_LEFT: Final = 0.25
_TITLE: Final = 0.5
_NAMES: Final = 0.95
_LABELS: Final = 2.25
_COLUMN_AT_MOST: Final = 1.5
_ROW_HEIGHT: Final = 0.33
_KEY: Final = 0.4
_MAP_AT_MOST: Final = 3.4
_NOTE: Final = 0.4
_LEGEND: Final = 0.85


def draw_coverage(chart: CoverageChart) -> bytes:
    """PNG, as wide as a phone shows well. Takes a second and matplotlib."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    matrix = _ROW_HEIGHT * len(chart.rows)
    east, north = frame_of(chart.lands)
    across = WIDTH - 2 * _LEFT
    steep = _STRETCH * (north[1] - north[0]) / (east[1] - east[0])
    world = min(_MAP_AT_MOST, across * steep)
    height = _TITLE + _NAMES + matrix + _KEY + world + _NOTE + _LEGEND
    with rc_context({"hatch.linewidth": 0.5, "font.size": 10, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        figure.text(_LEFT / WIDTH, 1 - 0.38 / height, chart.title, fontsize=15, fontweight="bold")
        below = _KEY + world + _NOTE + _LEGEND
        columns = min(WIDTH - _LABELS - 0.1, _COLUMN_AT_MOST * len(chart.columns))
        box = (_LABELS, below, columns, matrix)
        _matrix(figure.add_axes(_share(box, height)), chart)
        box = (_LEFT, _NOTE + _LEGEND, across, world)
        _map(figure.add_axes(_share(box, height)), chart.lands, east, north)
        key = _wrapped(chart.key, _LINE)
        figure.text(_LEFT / WIDTH, (below - 0.08) / height, key, fontsize=9, va="top")
        note = _wrapped(chart.note, _LINE)
        figure.text(_LEFT / WIDTH, (_LEGEND + 0.05) / height, note, fontsize=8)
        _legend(figure, chart)
        return png_of(figure)


def _share(box: tuple[float, float, float, float], height: float) -> Any:
    """Left, bottom, width and height in inches as shares of the figure."""
    left, bottom, across, up = box
    return (left / WIDTH, bottom / height, across / WIDTH, up / height)


def _matrix(axes: "Axes", chart: CoverageChart) -> None:
    from matplotlib.patches import Rectangle

    for row, cells in enumerate(chart.cells):
        for column, (verdict, text) in enumerate(cells):
            axes.add_patch(Rectangle((column, row), 1, 1, **_look(verdict)))
            if text:
                plate = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
                where = (column + 0.5, row + 0.5, text)
                axes.text(*where, fontsize=9, ha="center", va="center", bbox=plate)
    axes.set_xlim(0, len(chart.columns))
    axes.set_ylim(len(chart.rows), 0)
    named = [_wrapped(name, _NAME) for name in chart.columns]
    axes.set_xticks([c + 0.5 for c in range(len(named))], named, fontsize=8.5)
    axes.xaxis.tick_top()
    rows = [_wrapped(name, _ROW) for name in chart.rows]
    axes.set_yticks([r + 0.5 for r in range(len(rows))], rows, fontsize=8.5, linespacing=1.0)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _wrapped(name: str, width: int) -> str:
    # In French a colon doesn't begin a line.
    return textwrap.fill(name.replace(" :", "\u00a0:"), width, break_long_words=False)


def _map(
    axes: "Axes", lands: Sequence[Land], east: tuple[float, float], north: tuple[float, float]
) -> None:
    _shapes(axes, [land for land in lands if not land.verdict], _ELSEWHERE)
    for verdict, face in FACES.items():
        found = [land for land in lands if land.verdict == verdict]
        _shapes(axes, found, _look(verdict))
        points = [land.point for land in found if land.point is not None]
        if points:
            longitudes, latitudes = zip(*points, strict=True)
            axes.scatter(
                longitudes, latitudes, s=42, marker="s", color=face.shade, edgecolor="black"
            )
            for point in points:
                axes.text(*point, face.sign, ha="center", va="center", fontsize=7, color=face.ink)
    axes.set_xlim(*east)
    axes.set_ylim(*north)
    axes.set_aspect(_STRETCH)
    axes.set_axis_off()


def _shapes(axes: "Axes", lands: Sequence[Land], look: dict[str, Any]) -> None:
    """One shape for all of them: a hatch is drawn once for each shape."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    closed = [Path([*ring, ring[0]], closed=True) for land in lands for ring in land.rings]
    if closed:
        axes.add_patch(PathPatch(Path.make_compound_path(*closed), **look))


def _look(verdict: str) -> dict[str, Any]:
    face = FACES[verdict]
    edge = "#777777" if face.ink == "black" else "#c8c8c8"
    return {"facecolor": face.shade, "hatch": face.hatch, "edgecolor": edge, "linewidth": 0.6}


def _legend(figure: "Figure", chart: CoverageChart) -> None:
    from matplotlib.patches import Patch

    figure.legend(
        handles=[
            Patch(label=_wrapped(chart.legend[verdict], _VERDICT), **_look(verdict))
            for verdict in FACES
        ],
        loc="lower left",
        bbox_to_anchor=(0.015, 0.0),
        ncols=2,
        frameon=False,
        handlelength=3.2,
        handleheight=1.6,
        fontsize=9,
    )
