"""Pictures: what they show, how large they are, and the process that draws them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.pictures.charts import Bar, Chart, CoverageChart, DrillChart, Land, read, written
from adapters.pictures.draughtsman import Draughtsman
from adapters.pictures.drawn import drawn
from adapters.pictures.faces import FACES
from adapters.pictures.frames import WORLD, frame_of
from routing.errors import NotDrawn
from tests.fakes.pictures import pixels

SQUARE = ((10.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0))
DRILL = DrillChart("Exercice", [Bar("Niveau 2\nNairobi", 1, 2, "1/2")], "reçu", "pas encore")


def coverage(verdict: str = "gap", topics: int = 11, offices: int = 9) -> CoverageChart:
    return CoverageChart(
        title="Couverture",
        rows=[f"Coordination et gestion des camps {i}" for i in range(topics)],
        columns=[f"Bureau régional pour les Amériques {i}" for i in range(offices)],
        cells=[[(verdict, "V2 S3 C4 H3")] * offices for _ in range(topics)],
        lands=[Land("AAA", [SQUARE], None, verdict), Land("BBB", [], (-170.0, -14.0), verdict)],
        legend={verdict: f"en mots : {verdict}" for verdict in FACES},
        note="Contours",
        key="V vacant",
    )


@pytest.mark.parametrize("chart", [coverage(), DRILL], ids=["coverage", "drill"])
def test_a_chart_survives_its_way_to_the_process(chart: Chart) -> None:
    again = read(written(chart))
    assert written(again) == written(chart)
    assert type(again) is type(chart)


@pytest.mark.parametrize(
    "chart",
    [
        coverage(),
        coverage(offices=1),
        DRILL,
        DrillChart("Drill", [Bar(f"Level\n{i}", i, 40, "x") for i in range(36)], "a", "b"),
        DrillChart("Drill", [], "a", "b"),
    ],
    ids=["all", "one office", "drill", "long drill", "nobody"],
)
def test_no_picture_is_larger_than_teams_shows(chart: Chart) -> None:
    png = drawn(chart)
    assert pixels(png).width == 1024
    assert pixels(png).height <= 1024
    assert len(png) < 190_000, "in base64 it has to fit into an activity of 256 KB"


def test_verdicts_differ_in_black_and_white() -> None:
    looks = {verdict: pixels(drawn(coverage(verdict))).convert("1").tobytes() for verdict in FACES}
    assert len(set(looks.values())) == len(FACES)


@pytest.mark.parametrize(
    ("lands", "frame"),
    [
        ([], WORLD),
        ([Land("A", [SQUARE], None, "")], WORLD),
        ([Land("A", [SQUARE], None, "gap")], ((-5.0, 35.0), (-15.0, 25.0))),
        ([Land("A", [SQUARE], None, "gap"), Land("B", [], (-175.0, 0.0), "gap")], WORLD),
        ([Land("A", [((0, 0), (90, 0), (90, 80))], None, "gap")], ((-4.0, 94.0), (-4.0, 84.0))),
    ],
    ids=["none", "not ours", "small", "across the date line", "to the edge"],
)
def test_the_map_shows_the_part_that_it_is_about(
    lands: Sequence[Land], frame: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    assert frame_of(lands) == frame


@asynccontextmanager
async def closing(draughtsman: Draughtsman) -> AsyncIterator[Draughtsman]:
    try:
        yield draughtsman
    finally:
        await draughtsman.close()


@pytest.fixture
async def draughtsman() -> AsyncIterator[Draughtsman]:
    async with closing(Draughtsman()) as found:
        yield found


async def test_it_is_drawn_in_another_process_and_once(draughtsman: Draughtsman) -> None:
    one, two = await asyncio.gather(*(draughtsman.draw(DRILL, 60) for _ in range(2)))
    assert one == two == drawn(DRILL)
    assert await draughtsman.draw(DRILL, 0) == one


async def test_whoever_is_in_a_hurry_finds_it_later(draughtsman: Draughtsman) -> None:
    assert await draughtsman.draw(DRILL, 0) is None
    assert await draughtsman.draw(DRILL, 60) == drawn(DRILL)


async def test_secrets_stay_with_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    code = "import os,sys; sys.exit('SLACK_BOT_TOKEN' in os.environ and 'leaked' or 'kept')"
    with pytest.raises(NotDrawn, match="kept"):
        async with closing(Draughtsman((sys.executable, "-c", code))) as one:
            await one.draw(DRILL, 60)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ((sys.executable, "-c", "import sys; sys.exit('no paint')"), "exit 1: no paint"),
        ((sys.executable, "-c", "print('not a picture')"), "exit 0"),
        (("/nonexistent/python",), "FileNotFoundError"),
        ((sys.executable, "-c", "import time; time.sleep(60)"), "timeout"),
    ],
    ids=["fails", "prints something", "isn't there", "hangs"],
)
async def test_what_goes_wrong_is_named_and_tried_again(command: Sequence[str], why: str) -> None:
    async with closing(Draughtsman(command, seconds=1)) as draughtsman:
        for _ in range(2):
            with pytest.raises(NotDrawn, match=why):
                await draughtsman.draw(DRILL, 60)


async def test_what_is_under_way_ends_with_the_bot(tmp_path: Path) -> None:
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    code = f"import os,time; open({str(pipe)!r},'w').write(str(os.getpid())); time.sleep(60)"
    draughtsman = Draughtsman((sys.executable, "-c", code))
    drawing = asyncio.create_task(draughtsman.draw(DRILL, 60))
    pid = int(await asyncio.to_thread(pipe.read_text))
    await draughtsman.close()
    assert await drawing is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
