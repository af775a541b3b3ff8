"""Answers to what people type and press."""

import json
import logging

import pytest

from adapters.slack.app import SlackGateway
from adapters.slack.web import SlackWeb
from routing.card import Action, Card, Input
from routing.exchange import Reply
from tests.adapters.slack.bot import BUTTON, CARD, Bot, Watch, send
from tests.fakes import slack_payloads as payloads
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_faults import Broken, Refuse

TAKEN = Card(title="IOM-7: taken", tone="good", reference="IOM-7")
NOTE = Action("resolve", "Resolve", "IOM-7", inputs=(Input("note", "Note", "lines"),))


async def test_a_command_is_answered_in_the_response(gateway: SlackGateway, bot: Bot) -> None:
    answer = await send(gateway, payloads.command("escalate shelter kenya"))
    told = json.loads(answer.body)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert told["response_type"] == "ephemeral"
    assert told["text"] == "IOM-7: shelter in Kenya"
    assert told["blocks"][1]["elements"][0]["action_id"] == "ack:0"
    assert [request.text for request in bot.asked] == ["escalate shelter kenya"]


async def test_a_command_needs_nothing_of_slack(gateway: SlackGateway, slack: FakeSlack) -> None:
    slack.fail("auth.test", Refuse("invalid_auth"))
    assert (await send(gateway, payloads.command("who"))).status == 200
    assert slack.calls == []


@pytest.mark.parametrize(("seconds", "late"), [(2.8, False), (3.1, True)])
async def test_an_answer_that_slack_no_longer_waits_for_still_arrives(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack, watch: Watch, seconds: float, late: bool
) -> None:
    async def work() -> None:
        watch.seconds += seconds

    bot.before = work
    body = payloads.command("who", response_url=slack.response_url())
    for _ in range(2):
        assert (await send(gateway, body)).status == 200
    assert [response["text"] for response in slack.responses] == [CARD.title] * late


async def test_any_name_of_the_command_will_do(gateway: SlackGateway, bot: Bot) -> None:
    assert (await send(gateway, payloads.command("who", name="/iom-test"))).status == 200
    assert len(bot.asked) == 1


async def test_a_button_is_acknowledged_once_its_effect_is_there(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    bot.replies = [Reply(TAKEN, replaces=True)]
    body = payloads.pressed(BUTTON, response_url=slack.response_url())
    answer = await gateway.dispatch(body, payloads.signed(body))
    assert (answer.status, answer.body) == (200, "")
    assert len(bot.asked) == 1
    assert slack.responses == []
    await gateway.finish()
    (response,) = slack.responses
    assert response["replace_original"] is True
    assert response["text"] == "IOM-7: taken"


async def test_an_answer_that_replaces_nothing_is_for_this_person_only(
    gateway: SlackGateway, slack: FakeSlack
) -> None:
    url = slack.response_url()
    await send(gateway, payloads.pressed(BUTTON, response_url=url, thread_ts="1.1"))
    (response,) = slack.responses
    assert response["response_type"] == "ephemeral"
    assert response["replace_original"] is False
    assert response["thread_ts"] == "1.1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://127.0.0.1:1/respond/1",
        "https://hooks.slack.com.example.org/x",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://u@hooks.slack.com/x",
        "https://example.org/x",
        "file:///etc/passwd",
        "//hooks.slack.com/x",
        "https://[/x",
    ],
)
async def test_answers_go_to_slack_and_nowhere_else(
    gateway: SlackGateway, web: SlackWeb, slack: FakeSlack, url: str
) -> None:
    assert not web.may_respond(url)
    assert (await send(gateway, payloads.pressed(BUTTON, response_url=url))).status == 200
    assert slack.responses == []
    assert [message.text for message in slack.sent_to("U1")] == ["IOM-7: shelter in Kenya"]


async def test_slacks_own_hosts_are_answered(web: SlackWeb, slack: FakeSlack) -> None:
    assert web.may_respond("https://hooks.slack.com/actions/T1/1/x")
    assert web.may_respond(slack.response_url())


async def test_a_card_gives_way_even_where_the_response_url_failed(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    await send(gateway, payloads.event(payloads.direct_message("who", channel="D1")))
    (shown,) = slack.sent_to("U1")
    bot.replies = [Reply(TAKEN, replaces=True)]
    slack.fail("respond", Broken(404))
    body = payloads.pressed(
        shown.element("ack"), channel="D1", message_ts=shown.ts, response_url=slack.response_url()
    )
    await send(gateway, body)
    assert (shown.text, shown.edited) == ("IOM-7: taken", 1)


async def test_a_form_opens_and_its_answer_replaces_the_card(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    bot.replies = [Reply(CARD, form=NOTE), Reply(TAKEN, replaces=True)]
    url = slack.response_url()
    await send(gateway, payloads.pressed(BUTTON, trigger_id=slack.trigger(), response_url=url))
    (view,) = slack.views
    answer = await send(gateway, payloads.submitted(view, {"note": "Tents sent"}))
    assert json.loads(answer.body) == {"response_action": "clear"}
    call = bot.asked[1].call
    assert call is not None
    assert (call.verb, call.value, call.inputs) == ("resolve", "IOM-7", {"note": "Tents sent"})
    assert bot.asked[0].conversation == bot.asked[1].conversation
    assert [response["text"] for response in slack.responses] == ["IOM-7: taken"]


async def test_a_command_opens_a_form_too(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    bot.replies = [Reply(CARD, form=NOTE), Reply(TAKEN)]
    answer = await send(gateway, payloads.command("resolve IOM-7", trigger_id=slack.trigger()))
    assert (answer.status, answer.body) == (200, "")
    await send(gateway, payloads.submitted(slack.views[0], {}))
    assert [message.text for message in slack.sent_to("U1")] == ["IOM-7: taken"]


async def test_a_form_that_cannot_open_is_a_button(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    bot.replies = [Reply(CARD, form=NOTE)]
    url = slack.response_url()
    await send(gateway, payloads.pressed(BUTTON, trigger_id="gone", response_url=url))
    (response,) = slack.responses
    labels = [e["text"]["text"] for e in response["blocks"][1]["elements"]]
    assert labels == ["I take it", "Resolve"]


async def test_a_form_that_is_asked_again_stays_open(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    bot.replies = [Reply(CARD, form=NOTE), Reply(CARD, form=NOTE)]
    await send(gateway, payloads.pressed(BUTTON, trigger_id=slack.trigger()))
    answer = await send(gateway, payloads.submitted(slack.views[0], {}))
    told = json.loads(answer.body)
    assert told["response_action"] == "update"
    assert told["view"]["private_metadata"] == slack.views[0]["private_metadata"]


async def test_a_direct_message_is_answered_beside_it(
    gateway: SlackGateway, slack: FakeSlack
) -> None:
    await send(gateway, payloads.event(payloads.direct_message("who", channel="D1")))
    (message,) = slack.messages
    assert (message.channel, message.thread_ts) == ("D1", None)


async def test_a_mention_is_answered_in_its_thread(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    said = payloads.mention("<@UBOT> who kenya")
    await send(gateway, payloads.event(said))
    (message,) = slack.messages
    assert (message.channel, message.thread_ts) == ("C1", said["ts"])
    assert bot.asked[0].text == "who kenya"


async def test_who_we_are_is_asked_once_and_only_where_the_event_does_not_say(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    for _ in range(2):
        await send(gateway, payloads.event(payloads.mention("<@UBOT> a <@U2>"), bot_user=None))
    assert [request.text for request in bot.asked] == ["a <@U2>", "a <@U2>"]
    assert len(slack.called("auth.test")) == 1


async def test_a_message_is_answered_where_slack_does_not_say_who_we_are(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    slack.fail("auth.test", Broken(500))
    await send(gateway, payloads.event(payloads.mention("<@UBOT> a"), bot_user=None))
    assert [request.text for request in bot.asked] == ["a"]


async def test_a_mention_in_a_direct_message_counts_once(gateway: SlackGateway, bot: Bot) -> None:
    await send(gateway, payloads.event(payloads.direct_message("<@UBOT> who", channel="D1")))
    await send(gateway, payloads.event(payloads.mention("<@UBOT> who", channel="D1")))
    assert [request.text for request in bot.asked] == ["who"]


async def test_the_same_delivery_again_is_not_answered_by_a_second_message(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    event = payloads.event(payloads.direct_message("who", channel="D1"))
    button = payloads.pressed(BUTTON, response_url=slack.response_url())
    for body in (event, event, button, button):
        assert (await send(gateway, body)).status == 200
    assert len({request.key for request in bot.asked}) == 2
    assert (len(slack.messages), len(slack.responses)) == (1, 1)


async def test_a_bot_that_fails_says_so_and_lets_slack_send_again(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    bot.replies = [RuntimeError("boom")] * 3
    answer = await send(gateway, payloads.command("who"))
    assert (answer.status, json.loads(answer.body)["text"]) == (200, "Sorry (None)")
    event = payloads.event(payloads.direct_message("who", channel="D1"))
    assert (await send(gateway, event)).status == 500
    url = slack.response_url()
    assert (await send(gateway, payloads.pressed(BUTTON, response_url=url))).status == 500
    assert [response["text"] for response in slack.responses] == ["Sorry (None)"]
    assert (await send(gateway, event)).status == 200
    assert len(slack.messages) == 1


async def test_a_form_that_fails_says_so_at_its_first_input(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack
) -> None:
    bot.replies = [Reply(CARD, form=NOTE), RuntimeError("boom")]
    await send(gateway, payloads.pressed(BUTTON, trigger_id=slack.trigger()))
    told = json.loads((await send(gateway, payloads.submitted(slack.views[0], {}))).body)
    assert told == {"response_action": "errors", "errors": {"input:0": "Sorry (None)"}}


async def test_nothing_that_people_wrote_is_logged(
    gateway: SlackGateway, bot: Bot, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.fail("chat.postMessage", Broken(500))
    await send(gateway, payloads.event(payloads.direct_message("my secret", channel="D1")))
    await send(gateway, payloads.command("my secret"))
    assert len(bot.asked) == 2
    assert "my secret" not in caplog.text
    assert "chat.postMessage: SlackApiError" in caplog.text
