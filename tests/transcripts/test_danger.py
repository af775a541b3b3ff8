"""Somebody in danger: the security line comes first, wherever and however it is said."""

import pytest

from tests.shown import shown
from tests.stage import Stage
from tests.transcripts.cast import AMINA, MAHAMAT, WANJIRU, settings

OWN = """
security_line: {en: "Call the Nairobi radio room now (example).", fr: "Appelez la salle radio."}
security_numbers: ["+254 700 000000 · radio room (example)"]
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@settings(policy=OWN)
async def test_the_organizations_own_line_and_numbers_come_first(stage: Stage) -> None:
    said = lines(await stage.slash(WANJIRU, "they are shooting at our compound in Kenya"))
    assert "Your safety first" in said[0]
    assert said[1] == "Call the Nairobi radio room now (example)."
    assert "+254 700 000000 · radio room (example)" in said[2]
    assert "Level 1" in " ".join(said[3:])


@settings(policy=OWN)
async def test_in_the_persons_language(stage: Stage) -> None:
    said = await stage.say_in_teams(MAHAMAT, "on nous tire dessus")
    assert "Appelez la salle radio." in said
    assert "escalate PAYS critical" in said, "no country is known: how to raise it, not a menu"


@pytest.mark.parametrize(
    "text", ["we are under fire", "estamos bajo ataque", "nous sommes attaqués, au secours"]
)
async def test_without_a_country_there_is_no_menu(stage: Stage, text: str) -> None:
    answer = await stage.say(WANJIRU, text)
    assert "UNDSS" in shown(answer.blocks)
    assert "static_select" not in str(answer.blocks)
    assert stage.rows.counts()["cases"] == 0


async def test_a_command_that_says_so_is_done_and_the_line_comes_first(stage: Stage) -> None:
    said = lines(
        await stage.slash(WANJIRU, "escalate shelter kenya critical -- we are under fire, help")
    )
    assert "Your safety first" in said[0]
    assert "UNDSS" in said[1]
    assert any("IOM-1 opened" in line for line in said)


async def test_in_danger_a_command_without_a_topic_opens_at_once(stage: Stage) -> None:
    said = await stage.slash(WANJIRU, "escalate KEN critical -- we are under fire")
    assert "IOM-1 opened" in said
    await stage.work()
    assert len(stage.slack.sent_to(AMINA)) == 1


async def test_an_ordinary_question_gets_no_such_line(stage: Stage) -> None:
    said = await stage.slash(WANJIRU, "who handles fire safety training in Kenya shelter")
    assert "Your safety first" not in said
