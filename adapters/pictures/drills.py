"""A drill's results as a picture: a bar for each level and region, told apart without colour."""

import io
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """``remark`` stands behind the bar: how long they took."""

    label: str
    acknowledged: int
    told: int
    remark: str


def draw_bars(title: str, bars: Sequence[Bar], done: str, waiting: str) -> bytes:
    """PNG. ``done`` and ``waiting`` are the legend's words. Loads matplotlib."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with rc_context({"hatch.linewidth": 0.6, "font.size": 10}):
        figure = Figure(
            figsize=(11, 1.8 + 0.45 * len(bars)), dpi=110, facecolor="white", layout="constrained"
        )
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        rows = list(range(len(bars)))
        taken = [bar.acknowledged for bar in bars]
        left = [bar.told - bar.acknowledged for bar in bars]
        axes.barh(rows, taken, color="#707070", edgecolor="black", label=done)
        axes.barh(
            rows, left, left=taken, color="white", edgecolor="black", hatch="///", label=waiting
        )
        for row, bar in zip(rows, bars, strict=True):
            axes.text(bar.told, row, f"  {bar.remark}", va="center")
        axes.set_yticks(rows, [bar.label for bar in bars])
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlim(0, max([bar.told for bar in bars], default=1) * 1.45)
        axes.set_title(title, loc="left", fontweight="bold")
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside lower left", ncols=2, frameon=False)
        found = io.BytesIO()
        figure.savefig(found, format="png", metadata={"Software": None})
    return found.getvalue()
