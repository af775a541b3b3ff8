"""The coverage report in the chat: for stewards, and for nobody else."""

from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import MOTSE, STEWARD, STRANGER, WANJIRU, settings


@settings(stewards=(STEWARD,))
async def test_a_steward_sees_where_nobody_would_be_told(stage: Stage) -> None:
    text = await stage.slash(MOTSE, "coverage")
    assert "Coverage of the directory, 2026-03-02" in text
    assert "DOE RTS, Regional Office in Vienna (rts:vienna): vacant" in text
    assert "A level is passed over" in text
    assert "*Told in time of a critical case*\n2739 of 2739 ladders" in text
    assert "*Told in time of a normal case*\n2728 of 2739 ladders" in text
    french = shown((await stage.command(MOTSE, "couverture")).blocks)
    assert "Coverage of the directory" in french


@settings(stewards=(STEWARD,))
async def test_nobody_else_does(stage: Stage) -> None:
    assert "Only stewards of the directory" in await stage.slash(WANJIRU, "coverage")
    assert "Only stewards of the directory" in await stage.say_in_teams(STRANGER, "coverage")
