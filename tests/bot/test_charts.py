"""Pictures in words: nothing is cut off in any language, and old figures can still be drawn."""

from collections.abc import Collection

import pytest

from adapters.pictures.charts import CoverageChart
from adapters.pictures.drawn import drawn
from bot.charts import chart_of, coverage_figures
from bot.knowledge import Content, Knowledge, load_content
from bot.survey import Cell, survey
from routing.language import LANGUAGES, Language
from tests.fakes.pictures import pixels
from tests.stage import MONDAY

_MARGIN = 3


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="module")
def cells(content: Content) -> tuple[Cell, ...]:
    return survey(Knowledge(content, frozenset({"mail"})), MONDAY)


def of(cells: tuple[Cell, ...], offices: Collection[str]) -> list[Cell]:
    return [cell for cell in cells if not offices or cell.office in offices]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("offices", [(), ("panama",)], ids=["all", "one"])
def test_nothing_is_cut_off(
    content: Content, cells: tuple[Cell, ...], language: Language, offices: Collection[str]
) -> None:
    labels = Knowledge(content, frozenset()).labels(language)
    figures = coverage_figures(of(cells, offices), "2026-03-02")
    picture = pixels(drawn(chart_of(figures, labels, content.structure)))
    width, height = picture.size
    assert (width, height <= 1024) == (1024, True)
    edges = [
        (0, 0, width, _MARGIN),
        (0, height - _MARGIN, width, height),
        (0, 0, _MARGIN, height),
        (width - _MARGIN, 0, width, height),
    ]
    assert [picture.crop(edge).getextrema() for edge in edges] == [(255, 255)] * 4


def test_only_their_own_countries_have_a_verdict(content: Content, cells: tuple[Cell, ...]) -> None:
    labels = Knowledge(content, frozenset()).labels("en")
    figures = coverage_figures(of(cells, ("nairobi",)), "2026-03-02")
    chart = chart_of(figures, labels, content.structure)
    assert isinstance(chart, CoverageChart)
    shown = {land.name for land in chart.lands if land.verdict}
    assert {"KEN", "SOM"} <= shown
    assert len(shown) == len({cell.country for cell in of(cells, ("nairobi",))}) < 20
    assert len(chart.lands) == len(content.structure.countries)
    assert list(chart.columns) == [f"Regional Office in Nairobi ({len(shown)})"]


def test_the_figures_are_small(cells: tuple[Cell, ...]) -> None:
    assert len(coverage_figures(cells, "2026-03-02")) < 5_000
