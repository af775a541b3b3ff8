"""What people do in Slack: they type, press, choose and fill in, and see what comes back."""

from typing import Any

import httpx

from tests.fakes import slack_payloads
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_shown import Message
from tests.shown import shown, walk

Element = dict[str, Any]


class SlackSide:
    """The half of a stage that is Slack. Everything goes in signed, over HTTP."""

    slack: FakeSlack
    web: httpx.AsyncClient

    async def settle(self) -> None:
        raise NotImplementedError

    async def post_slack(
        self, body: bytes, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        headers = headers or slack_payloads.signed(body)
        response = await self.web.post("/slack/events", content=body, headers=headers)
        await self.settle()
        return response

    async def slash(self, user: str, text: str, channel: str = "C1") -> str:
        """A slash command; the text of its answer."""
        return shown((await self.command(user, text, channel)).blocks)

    async def command(self, user: str, text: str, channel: str = "C1") -> Message:
        """A slash command; its answer, which only this person sees."""
        response = await self.post_slack(self.command_body(user, text, channel))
        assert response.status_code == 200, response.text
        told = response.json()
        stamp = slack_payloads.stamp()
        return Message(channel, stamp, told["text"], told["blocks"], only_for=user)

    def command_body(self, user: str, text: str, channel: str = "C1") -> bytes:
        return slack_payloads.command(
            text,
            user=user,
            channel=channel,
            trigger_id=self.slack.trigger(),
            response_url=self.slack.response_url(),
        )

    async def say(self, user: str, text: str, thread: str | None = None) -> Message:
        """A direct message to the bot; what it answers in the same place."""
        said = slack_payloads.direct_message(
            text, user=user, channel=self.slack.direct(user), thread_ts=thread
        )
        return await self._said_in_slack(said)

    async def mention(
        self, user: str, text: str, channel: str = "C1", thread: str | None = None
    ) -> Message:
        """A mention of the bot in a channel; what it answers there."""
        text = f"<@{slack_payloads.BOT_USER}> {text}"
        return await self._said_in_slack(
            slack_payloads.mention(text, user=user, channel=channel, thread_ts=thread)
        )

    async def _said_in_slack(self, said: dict[str, Any]) -> Message:
        before = len(self.slack.messages)
        body = slack_payloads.event(said)
        response = await self.post_slack(body, slack_payloads.event_headers(body))
        assert response.status_code == 200, response.text
        (answer,) = self.slack.messages[before:]
        assert answer.channel == said["channel"]
        return answer

    async def press(self, user: str, message: Message, which: str) -> Message:
        """Press the button with this verb or label; the answer, beside or in place of its card."""
        return await self._used(user, message, self.press_body(user, message, which))

    def press_body(self, user: str, message: Message, which: str) -> bytes:
        return self._used_body(user, message, button(message, which))

    async def choose(self, user: str, message: Message, label: str) -> Message:
        """Choose from whichever menu of the message has this; the answer."""
        menu, value = _option(message, label)
        return await self._used(user, message, self._used_body(user, message, menu, value))

    async def fill(self, user: str, message: Message, which: str, **inputs: str) -> Message:
        """Press a button that opens a form, and send the form filled in; the answer."""
        view = await self.form(user, message, which)
        return await self.submit(user, view, **inputs)

    async def form(self, user: str, message: Message, which: str) -> Element:
        """Press a button that opens a form; the form."""
        before = len(self.slack.views)
        response = await self.post_slack(self.press_body(user, message, which))
        assert response.status_code == 200, response.text
        (view,) = self.slack.views[before:]
        return view

    async def submit(self, user: str, view: Element, **inputs: str) -> Message:
        """Send a form; the answer in the conversation that the form was opened from."""
        body = slack_payloads.submitted(view, inputs, user=user, trigger_id=self.slack.trigger())
        before = len(self.slack.responses)
        response = await self.post_slack(body)
        assert response.json() == {"response_action": "clear"}
        (told,) = self.slack.responses[before:]
        return Message("", "", told["text"], told["blocks"], only_for=user)

    async def _used(self, user: str, message: Message, body: bytes) -> Message:
        before = len(self.slack.responses)
        response = await self.post_slack(body)
        assert response.status_code == 200, response.text
        (told,) = self.slack.responses[before:]
        if told["replace_original"]:
            message.text, message.blocks = told["text"], told["blocks"]
            return message
        stamp = slack_payloads.stamp()
        return Message(message.channel, stamp, told["text"], told["blocks"], only_for=user)

    def _used_body(
        self, user: str, message: Message, element: Element, chosen: str | None = None
    ) -> bytes:
        return slack_payloads.pressed(
            element,
            chosen=chosen,
            user=user,
            channel=message.channel,
            message_ts=message.ts,
            thread_ts=message.thread_ts,
            ephemeral=message.only_for is not None,
            trigger_id=self.slack.trigger(),
            response_url=self.slack.response_url(),
        )


def button(message: Message, which: str) -> Element:
    """The first button with this verb or label."""
    buttons = [each for each in walk(message.blocks) if each.get("type") == "button"]
    found = [
        each
        for each in buttons
        if which in (each["action_id"].partition(":")[0], each["text"]["text"])
    ]
    assert found, f"no {which!r} among {labels(message)}"
    return found[0]


def labels(message: Message) -> list[str]:
    """The labels of a message's buttons, in their order."""
    buttons = [each for each in walk(message.blocks) if each.get("type") == "button"]
    return [each["text"]["text"] for each in buttons]


def _option(message: Message, label: str) -> tuple[Element, str]:
    menus = [each for each in walk(message.blocks) if each.get("type") == "static_select"]
    for menu in menus:
        for option in walk(menu):
            if "value" in option and option["text"]["text"] == label:
                return menu, str(option["value"])
    raise AssertionError(f"nothing to choose is called {label!r}")
