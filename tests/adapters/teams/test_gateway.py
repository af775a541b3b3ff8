"""Activities through the gateway, answered against the fake connector service."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.teams.app import TeamsApp
from adapters.teams.gateway import TeamsGateway
from routing.card import Action, Card, Fact, Input
from routing.errors import StoreUnavailable
from routing.exchange import Reply
from tests.adapters.teams.conftest import Bot, MemoryRecords, Time
from tests.fakes.connector import FakeConnector
from tests.fakes.teams_activities import AMINA, TENANT

Activity = dict[str, Any]
RICH = Card("Shelter in Kenya", facts=(Fact("Severity", "high"),), reference="IOM-7")


async def post(gateway: TeamsGateway, teams: FakeConnector, activity: Activity) -> Any:
    """Dispatch a signed activity that is accepted; the answer's body."""
    status, headers, body = await gateway.dispatch(*teams.signed(activity))
    assert status == 200
    if not body:
        return None
    assert headers["Content-Type"].startswith("application/json")
    return json.loads(body)


async def test_a_message_is_answered_with_a_card(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    bot.reply = Reply(RICH)
    activity = teams.message("who?")
    assert await post(gateway, teams, activity) is None
    (sent,) = teams.sent
    assert sent.conversation == AMINA.conversation
    assert sent.reply_to == sent.activity["replyToId"] == activity["id"]
    assert sent.activity["from"]["id"] == f"28:{teams.app_id}"
    assert sent.activity["recipient"]["id"] == AMINA.teams_id
    assert sent.activity["conversation"]["tenantId"] == TENANT
    assert sent.activity["summary"] == "IOM-7 · Shelter in Kenya"
    assert sent.card["body"][0]["text"] == "Shelter in Kenya"


async def test_a_channel_message_is_answered_in_its_thread(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot, records: MemoryRecords
) -> None:
    mentions = {"RTS": f"28:{teams.app_id}"}
    await post(gateway, teams, teams.in_channel("<at>RTS</at> who?", mentions=mentions))
    assert bot.asked[0].text == "who?"
    assert teams.sent[0].conversation == "19:team@thread.tacv2;messageid=1"
    assert [kind for kind, _ in records.documents] == ["teams-tenant"]


async def test_an_action_gives_way_to_the_new_card(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    bot.reply = Reply(RICH, replaces=True)
    answer = await post(gateway, teams, teams.invoke("ack", "7"))
    assert answer["statusCode"] == 200
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    assert answer["value"]["body"][0]["text"] == "Shelter in Kenya"
    assert teams.sent == []


async def test_an_action_that_keeps_its_card_is_answered_with_a_line(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    bot.reply = Reply(Card("Only the people on the ladder may do this."))
    answer = await post(gateway, teams, teams.invoke("ack", "7"))
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert answer["value"] == "Only the people on the ladder may do this."
    assert teams.sent == []


async def test_what_a_line_cant_hold_is_posted_too(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    bot.reply = Reply(RICH)
    answer = await post(gateway, teams, teams.invoke("details", "7"))
    assert answer["value"] == "IOM-7 · Shelter in Kenya"
    assert [sent.method for sent in teams.sent] == ["POST"]


async def test_a_form_is_a_card_with_the_inputs(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    form = Action("handover", "Hand over", "7", inputs=(Input("to", "To whom?"),))
    bot.reply = Reply(RICH, form=form)
    answer = await post(gateway, teams, teams.invoke("handover", "7"))
    (field,) = [each for each in answer["value"]["body"] if each["type"] == "Input.Text"]
    assert field["id"] == "to"
    assert answer["value"]["actions"][0]["data"] == {"verb": "handover", "value": "7"}
    await post(gateway, teams, teams.message("handover"))
    assert teams.sent[0].card["actions"][0]["verb"] == "handover"


async def test_the_submit_of_an_older_client_changes_the_card(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    bot.reply = Reply(RICH, replaces=True)
    await post(gateway, teams, teams.submit({"verb": "ack", "value": "7"}, reply_to="out-9"))
    assert [(sent.method, sent.activity_id) for sent in teams.sent] == [("PUT", "out-9")]
    teams.fail(404, "ActivityNotFoundInConversation", method="PUT")
    await post(gateway, teams, teams.submit({"verb": "ack", "value": "7"}, reply_to="out-9"))
    assert teams.sent[-1].method == "POST"


async def test_buttons_of_a_sent_card_come_back(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    note = Input("note", "Note")
    bot.reply = Reply(Card("Case", actions=(Action("resolve", "Resolve", "7", inputs=(note,)),)))
    await post(gateway, teams, teams.message("status"))
    await post(gateway, teams, teams.click(teams.sent[0], "resolve", {"note": "Done"}))
    call = bot.asked[-1].call
    assert call is not None
    assert (call.verb, call.value, call.inputs) == ("resolve", "7", {"note": "Done"})


async def test_the_same_delivery_twice_is_answered_once(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    signed = teams.signed(teams.message("who?"))
    answers = await asyncio.gather(*(gateway.dispatch(*signed) for _ in range(3)))
    assert [status for status, _, _ in answers] == [200, 200, 200]
    assert len(teams.sent) == 1
    assert len({request.key for request in bot.asked}) == 1


async def test_a_handler_that_fails_is_apologized_for(
    gateway: TeamsGateway,
    teams: FakeConnector,
    bot: Bot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot.failure = RuntimeError("inner detail")
    await post(gateway, teams, teams.message("my secret text"))
    answer = await post(gateway, teams, teams.invoke("ack", "7"))
    assert teams.sent[0].card["body"][0]["text"] == "Sorry"
    assert answer["value"] == "Sorry"
    assert "my secret text" not in caplog.text


async def test_an_answer_is_tried_again_where_it_was_certainly_not_taken(
    gateway: TeamsGateway, teams: FakeConnector, time: Time
) -> None:
    teams.fail(429, retry_after="3")
    teams.fail(429)
    await post(gateway, teams, teams.message("who?"))
    await gateway.idle()
    assert len(teams.sent) == 1
    assert time.slept == [3.0, 2]


async def test_an_answer_that_may_have_arrived_is_not_repeated(
    gateway: TeamsGateway, teams: FakeConnector, time: Time
) -> None:
    teams.fail(502)
    activity = teams.message("who?")
    await post(gateway, teams, activity)
    assert teams.sent == []
    assert time.slept == []
    # Teams delivers it again: then it is answered after all.
    await post(gateway, teams, activity)
    assert len(teams.sent) == 1


async def test_a_slow_service_doesnt_hold_the_turn_up(
    app: TeamsApp, teams: FakeConnector, bot: Bot, time: Time
) -> None:
    gateway = TeamsGateway(app, bot.handle, lambda _: Card("Sorry"), time.sleep, reply_wait=0.05)
    teams.hold()
    await post(gateway, teams, teams.message("who?"))
    assert teams.sent == []
    teams.release()
    await gateway.idle()


async def test_references_are_stored_once_and_follow_the_service_url(
    gateway: TeamsGateway, teams: FakeConnector, records: MemoryRecords, time: Time
) -> None:
    await post(gateway, teams, teams.message("one"))
    await post(gateway, teams, teams.message("two"))
    time.now += 1000
    await post(gateway, teams, teams.message("three"))
    assert records.writes == 2
    stored = records.documents["teams-reference", f"{TENANT}:{AMINA.object_id}"]
    assert stored == {
        "tenant": TENANT,
        "service_url": teams.service_url,
        "bot": f"28:{teams.app_id}",
        "conversation": AMINA.conversation,
        "user": AMINA.teams_id,
        "object_id": AMINA.object_id,
    }
    moved = f"{teams.url}/emea/"
    activity = teams.message("four", serviceUrl=moved)
    await gateway.dispatch(*teams.signed(activity, teams.token(serviceurl=moved)))
    stored = records.documents["teams-reference", f"{TENANT}:{AMINA.object_id}"]
    assert stored["service_url"] == moved


async def test_installing_greets_and_removing_forgets(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot, records: MemoryRecords
) -> None:
    await post(gateway, teams, teams.install())
    assert bot.asked[0].text == "help"
    assert len(teams.sent) == 1
    key = ("teams-reference", f"{TENANT}:{AMINA.object_id}")
    assert key in records.documents
    await post(gateway, teams, teams.install(action="remove"))
    assert key not in records.documents
    await post(gateway, teams, teams.install())
    assert key in records.documents


@pytest.mark.parametrize("failure", [StoreUnavailable(), RuntimeError()])
async def test_without_the_store_messages_are_still_answered(
    gateway: TeamsGateway, teams: FakeConnector, records: MemoryRecords, failure: Exception
) -> None:
    records.failure = failure
    await post(gateway, teams, teams.message("who?"))
    await post(gateway, teams, teams.install(action="remove"))
    assert len(teams.sent) == 1


async def test_reactions_are_ignored(gateway: TeamsGateway, teams: FakeConnector, bot: Bot) -> None:
    assert await post(gateway, teams, teams.activity("messageReaction")) is None
    assert bot.asked == []


@pytest.mark.parametrize(
    "fields",
    [{"name": "task/fetch"}, {"value": {}}, {"timestamp": "yesterday"}, {"from": "nobody"}],
)
async def test_malformed_activities_are_answered_with_400(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot, fields: Activity
) -> None:
    activity = teams.invoke("ack", "7") | fields
    status, _, body = await gateway.dispatch(*teams.signed(activity))
    assert status == 400
    assert json.loads(body)["statusCode"] == 400
    assert bot.asked == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FIELDS = [
    "type", "id", "timestamp", "from", "recipient", "conversation", "entities", "attachments",
    "value", "text", "name", "action", "locale", "replyToId", "channelData", "serviceUrl",
]  # fmt: skip


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
async def test_no_shape_breaks_the_gateway(
    app: TeamsApp, teams: FakeConnector, data: st.DataObject
) -> None:
    gateway = TeamsGateway(app, Bot().handle, lambda _: Card("Sorry"))
    base = data.draw(st.sampled_from([teams.message("hi"), teams.invoke("ack", "7")]))
    changes = data.draw(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3))
    status, _, body = await gateway.dispatch(*teams.signed(base | changes))
    assert status in (200, 400, 401, 403)
    assert b"Traceback" not in body
