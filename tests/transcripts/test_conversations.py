"""Ten whole conversations in each language, through signed Slack and Teams payloads.

The conversations are data (``conversations/*.yaml``): what somebody says, clicks or fills in, and
what the answer shows, hides, or says first.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fakes.slack_shown import Message
from tests.fakes.teams_activities import Member, Sent
from tests.shown import shown, walk
from tests.stage import Stage
from tests.transcripts.cast import AMINA, STRANGER

FOLDER = Path(__file__).with_name("conversations")
LOCALES = {"en": "en-GB", "fr": "fr-FR", "es": "es-419"}
Answer = Message | Sent
Step = Mapping[str, Any]

STORIES = [
    (path.stem, story)
    for path in sorted(FOLDER.glob("*.yaml"))
    for story in yaml.safe_load(path.read_text("utf-8"))
]


class Talk:
    """One conversation of one or two people; each sees their own answers."""

    def __init__(self, stage: Stage, place: str, language: str) -> None:
        self.stage = stage
        self.place = place
        self._last: dict[str, Answer] = {}
        locale = LOCALES[language]
        self._members = {
            "me": replace(STRANGER, locale=locale),
            "other": Member(
                "77777777-aaaa-4aaa-8aaa-777777777777", "Yan Example", "yan@example.org", locale
            ),
        }
        for who in ("me", "other"):
            stage.slack.users.add(f"U{who}", f"{who}@example.org", f"{who} Example", locale)

    async def step(self, step: Step) -> Answer | None:
        who = step.get("as", "me")
        if "restart" in step:
            await self.stage.restart()
            return None
        if "pass" in step:
            await self.stage.pass_time(step["pass"])
            return None
        answer = await self._answer(who, step)
        self._last[who] = answer
        return answer

    async def _answer(self, who: str, step: Step) -> Answer:
        if "say" in step:
            return await self._say(who, step["say"])
        if "press_as_contact" in step:
            (told,) = self.stage.slack.sent_to(AMINA)
            return await self.stage.press(AMINA, told, step["press_as_contact"])
        return await self._use(who, step)

    async def _say(self, who: str, text: str) -> Answer:
        match self.place:
            case "slack":
                return await self.stage.say(f"U{who}", text)
            case "command":
                return await self.stage.command(f"U{who}", text)
            case "mention":
                return await self.stage.mention(f"U{who}", text, thread="1700000000.1")
            case "teams":
                return await self.stage.ask_in_teams(self._members[who], text)
            case _:
                return await self.stage.mention_in_teams(self._members[who], text)

    async def _use(self, who: str, step: Step) -> Answer:
        last = self._last[who]
        if isinstance(last, Message):
            if "fill" in step:
                return await self.stage.fill(f"U{who}", last, step["fill"], **step["with"])
            return await self.stage.press(f"U{who}", last, step["click"])
        which = step.get("fill") or step["click"]
        inputs = step.get("with", {})
        return await self.stage.press_in_teams(self._members[who], last, which, **inputs)


def tree(answer: Answer) -> Any:
    return answer.blocks if isinstance(answer, Message) else answer.card


def has_menu(answer: Answer) -> bool:
    kinds = {"static_select", "Input.ChoiceSet"}
    found = [each for each in walk(tree(answer)) if each.get("type") in kinds]
    return any("severity" not in str(each) for each in found)


@pytest.mark.parametrize(
    ("language", "story"), STORIES, ids=[f"{lang}-{story['title']}" for lang, story in STORIES]
)
async def test_a_conversation(stage: Stage, language: str, story: Mapping[str, Any]) -> None:
    talk = Talk(stage, story["in"], language)
    for number, step in enumerate(story["steps"], 1):
        answer = await talk.step(step)
        if answer is None:
            continue
        text = shown(tree(answer))
        for words in step.get("shows", ()):
            assert words in text, f"step {number}: {text}"
        for words in step.get("hides", ()):
            assert words not in text, f"step {number}: {text}"
        if "first" in step:
            assert text.lstrip("! \n").startswith(step["first"]), f"step {number}: {text}"
        if step.get("menu") is False:
            assert not has_menu(answer), f"step {number}: {text}"


def test_there_are_ten_in_each_language_on_both_platforms() -> None:
    for language in LOCALES:
        places = [story["in"] for spoken, story in STORIES if spoken == language]
        assert len(places) == 10
        assert {"slack", "teams"} <= set(places)
