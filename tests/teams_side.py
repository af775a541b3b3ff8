"""What people do in Teams: they type, press, choose and fill in, and see what comes back."""

from typing import Any

import httpx

from tests.fakes.connector import FakeConnector
from tests.fakes.teams_activities import Member, Sent, executes
from tests.shown import shown, walk

Card = dict[str, Any]


class TeamsSide:
    """The half of a stage that is Teams. Everything goes in with a token, over HTTP."""

    teams: FakeConnector
    web: httpx.AsyncClient

    async def settle(self) -> None:
        raise NotImplementedError

    async def post_teams(self, activity: dict[str, Any]) -> httpx.Response:
        body, headers = self.teams.signed(activity)
        response = await self.web.post("/api/messages", content=body, headers=headers)
        await self.settle()
        return response

    async def say_in_teams(self, person: Member, text: str) -> str:
        """A personal message; the text of the card that answers it."""
        return shown((await self.ask_in_teams(person, text)).card)

    async def ask_in_teams(self, person: Member, text: str) -> Sent:
        """A personal message; the card that answers it."""
        return await self._said_in_teams(self.teams.message(text, person))

    async def mention_in_teams(self, person: Member, text: str) -> Sent:
        """A mention of the bot in a team's channel; the card that answers it there."""
        mentions = {"RTS": f"28:{self.teams.app_id}"}
        return await self._said_in_teams(
            self.teams.in_channel(f"<at>RTS</at> {text}", person, mentions)
        )

    async def mention_in_group(self, person: Member, text: str) -> Sent:
        """A mention of the bot in a group chat; the card that answers it there."""
        mentions = {"RTS": f"28:{self.teams.app_id}"}
        said = self.teams.in_channel(f"<at>RTS</at> {text}", person, mentions)
        group = {"id": "19:group@thread.v2", "conversationType": "groupChat"}
        said["conversation"] = {**said["conversation"], **group}
        return await self._said_in_teams(said)

    async def _said_in_teams(self, said: dict[str, Any]) -> Sent:
        before = len(self.teams.sent)
        response = await self.post_teams(said)
        assert response.status_code == 200, response.text
        (answer,) = self.teams.sent[before:]
        assert answer.conversation == said["conversation"]["id"]
        return answer

    async def click(self, person: Member, sent: Sent, verb: str) -> httpx.Response:
        """Press the first button with this verb; the raw answer."""
        return await self.post_teams(self.teams.click(sent, verb, person=person))

    async def press_in_teams(self, person: Member, sent: Sent, which: str, **inputs: str) -> Sent:
        """Press the button with this verb or label, with its fields filled in; the answer."""
        return await self._pressed(person, sent, execute(sent.card, which), inputs)

    async def choose_in_teams(self, person: Member, sent: Sent, label: str) -> Sent:
        """Choose from whichever menu of the card has this; the answer."""
        for menu in walk(sent.card):
            for choice in menu.get("choices", ()):
                if choice["title"] == label:
                    action = _sender(sent.card, menu["id"])
                    return await self._pressed(person, sent, action, {menu["id"]: choice["value"]})
        raise AssertionError(f"nothing to choose is called {label!r}")

    async def _pressed(
        self, person: Member, sent: Sent, action: Card, inputs: dict[str, str]
    ) -> Sent:
        """What follows: another message, another card in the same place, or one line."""
        before = len(self.teams.sent)
        invoke = self.teams.invoke(action["verb"], person=person, reply_to=sent.activity_id)
        invoke["value"]["action"]["data"] = {**action["data"], **inputs}
        invoke["conversation"] = {**invoke["conversation"], "id": sent.conversation}
        response = await self.post_teams(invoke)
        assert response.status_code == 200, response.text
        posted = self.teams.sent[before:]
        if posted:
            return posted[-1]
        value = response.json()["value"]
        card = value if isinstance(value, dict) else {"body": [{"text": value}]}
        activity = {"attachments": [{"content": card}]}
        return Sent("INVOKE", sent.conversation, sent.activity_id, activity)

    def chat(self, person: Member) -> list[Sent]:
        """Somebody's personal chat as it looks now: cards that were changed stand once."""
        seen: dict[str, Sent] = {}
        for sent in self.teams.sent:
            if sent.conversation == person.conversation:
                seen[sent.activity_id] = sent
        return list(seen.values())


def execute(card: Card, which: str) -> Card:
    """The first button that sends something and has this verb or label."""
    buttons = executes(card)
    found = [each for each in buttons if which in (each["verb"], each["title"])]
    assert found, f"no {which!r} among {titles(card)}"
    return found[0]


def titles(card: Card) -> list[str]:
    """The labels of a card's buttons, in their order."""
    return [each["title"] for each in executes(card)]


def _sender(card: Card, menu: str) -> Card:
    return next(each for each in executes(card) if each["data"].get("picked") == menu)
