"""A chart as PNG, drawn here and now."""

from adapters.pictures.charts import Chart, DrillChart
from adapters.pictures.coverage import draw_coverage
from adapters.pictures.drills import draw_drill


def drawn(chart: Chart) -> bytes:
    """PNG of at most 1024 x 1024 pixels. Takes a second or two, and loads matplotlib."""
    return draw_drill(chart) if isinstance(chart, DrillChart) else draw_coverage(chart)
