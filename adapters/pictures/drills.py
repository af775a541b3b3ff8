"""A drill's results as a picture: a bar for each level and region, told apart without colour."""

from typing import TYPE_CHECKING, Final

from adapters.pictures.charts import DrillChart
from adapters.pictures.png import DPI, WIDTH, png_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FRAME: Final = 1.8
"""Inches of title, axis and legend."""
_TALLEST: Final = 10.24
_BAR: Final = 0.5
_ROOM: Final = 1.45
"""Room behind the longest bar for its remark."""


def draw_drill(chart: DrillChart) -> bytes:
    """PNG. Loads matplotlib."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = min(_FRAME + _BAR * len(chart.bars), _TALLEST)
    size = max(5.0, min(10.0, 10.0 * (height - _FRAME) / (_BAR * max(len(chart.bars), 1))))
    with rc_context({"hatch.linewidth": 0.6, "font.size": size, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        _bars(figure.add_subplot(), chart)
        figure.legend(loc="outside lower left", ncols=2, frameon=False, fontsize=10)
        return png_of(figure)


def _bars(axes: "Axes", chart: DrillChart) -> None:
    from matplotlib.ticker import MaxNLocator

    rows = list(range(len(chart.bars)))
    taken = [bar.acknowledged for bar in chart.bars]
    left = [bar.told - bar.acknowledged for bar in chart.bars]
    axes.barh(rows, taken, color="#707070", edgecolor="black", label=chart.done)
    axes.barh(
        rows, left, left=taken, label=chart.waiting, color="white", edgecolor="black", hatch="///"
    )
    for row, bar in zip(rows, chart.bars, strict=True):
        axes.text(bar.told, row, f"  {bar.remark}", va="center")
    axes.set_yticks(rows, [bar.label for bar in chart.bars])
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0, max([bar.told for bar in chart.bars], default=1) * _ROOM)
    axes.set_title(chart.title, loc="left", fontweight="bold", fontsize=13)
    axes.spines[["top", "right"]].set_visible(False)
