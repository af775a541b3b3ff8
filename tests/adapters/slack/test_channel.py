"""Notices out to people, and what became of them."""

from dataclasses import replace

import pytest

from adapters.slack.channel import SlackChannel
from adapters.slack.profiles import SlackProfiles
from adapters.slack.web import SlackWeb
from routing.card import Action, Card
from routing.notices import Delivery, Later, Outcome, Recipient, Refused, Sent, Unknown
from routing.people import Account, Profile
from routing.retry import HELD_UP
from tests.adapters.slack.records import MemoryRecords
from tests.fakes.slack import BOT_TOKEN, FakeSlack
from tests.fakes.slack_faults import Broken, Cut, Fault, Hang, RateLimited, Refuse

CARD = Card(
    title="IOM-7: shelter", actions=(Action("ack", "I take it", "IOM-7"),), reference="IOM-7"
)
TAKEN = Card(title="IOM-7: taken", reference="IOM-7")


def delivery(
    address: str = "U2", *, key: str = "7:tell:1", card: Card = CARD, replaces: str | None = None
) -> Delivery:
    to = Recipient("slack", address, "Rosa Regional", "en", tenant="T1")
    return Delivery(key=key, to=to, card=card, replaces=replaces)


@pytest.fixture
def channel(web: SlackWeb) -> SlackChannel:
    return SlackChannel(web)


async def test_a_notice_is_a_direct_message_marked_with_its_key(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    outcome = await channel.send(delivery())
    (message,) = slack.sent_to("U2")
    assert outcome == Sent(f"{message.channel}:{message.ts}")
    assert message.metadata == {"event_type": "iom_notice", "event_payload": {"key": "7:tell:1"}}
    assert message.element("ack")["value"] == "IOM-7"
    assert message.text == "IOM-7: shelter"


async def test_a_message_whose_time_is_over_does_not_leave(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    sent = await channel.send(delivery())
    assert isinstance(sent, Sent)
    late = replace(delivery(key="late"), in_time=lambda: False)
    assert await channel.send(late) == HELD_UP
    assert await channel.update(replace(late, replaces=sent.message)) == HELD_UP
    assert len(slack.called("chat.postMessage")) == 1
    assert slack.called("chat.update") == []
    assert isinstance(await channel.send(replace(late, in_time=lambda: True)), Sent)
    assert len(slack.sent_to("U2")) == 2


async def test_the_conversation_is_opened_once(slack: FakeSlack, channel: SlackChannel) -> None:
    for key in ("a", "b"):
        assert isinstance(await channel.send(delivery(key=key)), Sent)
    assert len(slack.called("conversations.open")) == 1


async def test_an_address_may_name_the_workspace_or_a_conversation(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    assert isinstance(await channel.send(delivery("T1:U2")), Sent)
    assert isinstance(await channel.send(delivery("C9")), Sent)
    assert [message.channel for message in slack.messages] == [slack.direct("U2"), "C9"]


async def test_a_message_already_sent_changes(slack: FakeSlack, channel: SlackChannel) -> None:
    sent = await channel.send(delivery())
    assert isinstance(sent, Sent)
    assert await channel.update(delivery(card=TAKEN, replaces=sent.message)) == sent
    (message,) = slack.sent_to("U2")
    assert (message.text, message.edited) == ("IOM-7: taken", 1)
    assert message.metadata is not None


@pytest.mark.parametrize("reference", [None, "", "D2", ":", "D2:1.1"])
async def test_a_message_that_is_not_there_cannot_change(
    channel: SlackChannel, reference: str | None
) -> None:
    outcome = await channel.update(delivery(replaces=reference))
    assert outcome == Refused("message_not_found")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Refuse("channel_not_found"), Refused("channel_not_found")),
        (Refuse("user_not_found"), Refused("user_not_found")),
        (Refuse("account_inactive"), Refused("account_inactive")),
        (Refuse("missing_scope"), Refused("missing_scope")),
        (Refuse("cannot_dm_bot"), Refused("cannot_dm_bot")),
        (Refuse("ratelimited"), Later("ratelimited")),
        (Refuse("service_unavailable"), Later("service_unavailable")),
        (Refuse("internal_error"), Unknown("internal_error")),
        (RateLimited(7), Later("ratelimited", 7.0)),
        (Broken(500), Unknown("http_500")),
        (Broken(503), Unknown("http_503")),
        (Broken(200), Unknown("unreadable")),
        (Hang(), Unknown("timeout")),
        (Cut(), Unknown("disconnected")),
    ],
    ids=str,
)
async def test_what_goes_wrong_with_a_message(
    slack: FakeSlack, fault: Fault, outcome: Outcome
) -> None:
    web = SlackWeb(api_url=slack.url, bot_token=BOT_TOKEN, timeout=0.2)
    slack.fail("chat.postMessage", fault)
    assert await SlackChannel(web).send(delivery()) == outcome
    await web.close()


@pytest.mark.parametrize("fault", [Hang(), Cut(), Broken(500)], ids=str)
async def test_opening_a_conversation_posts_nothing_and_so_is_never_in_doubt(
    slack: FakeSlack, fault: Fault
) -> None:
    web = SlackWeb(api_url=slack.url, bot_token=BOT_TOKEN, timeout=0.2)
    slack.fail("conversations.open", fault)
    assert isinstance(await SlackChannel(web).send(delivery()), Later)
    await web.close()


@pytest.mark.parametrize("fault", [Cut(), Broken(500), RateLimited(1)], ids=str)
async def test_changing_twice_does_no_harm_and_so_is_never_in_doubt(
    slack: FakeSlack, channel: SlackChannel, fault: Fault
) -> None:
    sent = await channel.send(delivery())
    assert isinstance(sent, Sent)
    slack.fail("chat.update", fault)
    assert isinstance(await channel.update(delivery(replaces=sent.message)), Later)


async def test_nobody_listening_is_certainly_not_sent() -> None:
    async with FakeSlack() as gone:
        url = gone.url
    web = SlackWeb(api_url=url, bot_token=BOT_TOKEN)
    assert await SlackChannel(web).send(delivery()) == Later("unreachable")
    await web.close()


async def test_blocks_that_slack_refuses_go_as_text(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    slack.fail("chat.postMessage", Refuse("invalid_blocks"))
    assert isinstance(await channel.send(delivery()), Sent)
    (message,) = slack.sent_to("U2")
    assert (message.text, message.blocks) == ("IOM-7: shelter", [])


@pytest.mark.parametrize("fault", [Cut(), Broken(502, recorded=True)], ids=str)
async def test_a_message_in_doubt_is_found_again(
    slack: FakeSlack, channel: SlackChannel, fault: Fault
) -> None:
    slack.fail("chat.postMessage", fault)
    assert isinstance(await channel.send(delivery()), Unknown)
    (message,) = slack.sent_to("U2")
    assert await channel.settle(delivery()) == Sent(f"{message.channel}:{message.ts}")
    assert await channel.settle(delivery(key="another")) == Later("not_recorded")


async def test_a_message_is_found_behind_many_others(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    first = await channel.send(delivery())
    for n in range(150):
        await channel.send(delivery(key=f"later:{n}"))
    assert await channel.settle(delivery()) == first
    for n in range(150):
        await channel.send(delivery(key=f"still later:{n}"))
    assert await channel.settle(delivery()) is None


async def test_what_slack_refuses_to_show_is_not_settled(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    await channel.send(delivery())
    slack.fail("conversations.history", Refuse("missing_scope"))
    assert await channel.settle(delivery()) is None


@pytest.mark.parametrize(
    ("fault", "later"),
    [
        (RateLimited(7), Later("ratelimited", 7.0)),
        (Broken(500), Later("http_500")),
        (Cut(), Later("disconnected")),
    ],
    ids=str,
)
async def test_what_slack_does_not_show_now_is_asked_again_later(
    slack: FakeSlack, channel: SlackChannel, fault: Fault, later: Later
) -> None:
    """Another copy would be a double where the message is there."""
    await channel.send(delivery())
    slack.fail("conversations.history", fault)
    assert await channel.settle(delivery()) == later


async def test_without_an_installation_there_is_nothing_to_send_with(slack: FakeSlack) -> None:
    records = MemoryRecords()
    web = SlackWeb(api_url=slack.url, records=records)
    assert await SlackChannel(web).send(delivery()) == Refused("not_installed")
    records.away = True
    assert await SlackChannel(web).send(delivery()) == Later("store_unavailable")
    await web.close()


async def test_one_token_for_all_serves_while_the_store_is_away(slack: FakeSlack) -> None:
    records = MemoryRecords()
    records.away = True
    web = SlackWeb(api_url=slack.url, bot_token=BOT_TOKEN, records=records)
    assert isinstance(await SlackChannel(web).send(delivery()), Sent)
    await web.close()


async def test_who_somebody_is(slack: FakeSlack, web: SlackWeb) -> None:
    profiles = SlackProfiles(web)
    assert await profiles.profile(Account("slack", "T1", "U1")) == Profile(
        name="Ada Asker", email="Asker@example.org", locale="fr-FR", phone="+41 22 000 00 00"
    )
    slack.users.add("U3", None, "No Mail")
    assert await profiles.profile(Account("slack", "T1", "U3")) == Profile("No Mail", None, "en-US")


@pytest.mark.parametrize("fault", [Refuse("user_not_found"), Hang(), Broken(500), Cut()], ids=str)
async def test_a_profile_is_not_waited_for(slack: FakeSlack, web: SlackWeb, fault: Fault) -> None:
    slack.fail("users.info", fault)
    assert await SlackProfiles(web, timeout=0.1).profile(Account("slack", "T1", "U1")) is None


async def test_only_slack_knows_slack_people(web: SlackWeb, slack: FakeSlack) -> None:
    assert await SlackProfiles(web).profile(Account("teams", "T1", "U1")) is None
    assert slack.calls == []
