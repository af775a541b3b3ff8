"""Messages that nobody asked for, and each way in which Teams can refuse them."""

from dataclasses import replace

import aiohttp
import pytest

from adapters.teams.app import TeamsApp
from adapters.teams.channel import TeamsChannel
from adapters.teams.connector import Connector
from adapters.teams.credentials import Credentials
from adapters.teams.errors import Undelivered
from adapters.teams.hosts import ServiceHosts
from adapters.teams.web import Web
from routing.card import Card
from routing.errors import StoreUnavailable
from routing.notices import (
    Delivery,
    Later,
    Outcome,
    Recipient,
    Refused,
    Sent,
    Unknown,
)
from routing.retry import HELD_UP
from tests.adapters.teams.conftest import MemoryRecords, Time, settings_for
from tests.fakes.connector import FakeConnector
from tests.fakes.teams_activities import AMINA, PASSWORD, TENANT, Member

BEN = Member("44444444-dddd-4ddd-8ddd-444444444444", "Ben Example", "ben@example.org")
TO_AMINA = Recipient("teams", AMINA.object_id, AMINA.name, "fr")


def delivery(to: Recipient = TO_AMINA, replaces: str | None = None) -> Delivery:
    return Delivery("notice-1", to, Card("Abri au Kenya", reference="IOM-7"), replaces)


@pytest.fixture
async def channel(app: TeamsApp, teams: FakeConnector) -> TeamsChannel:
    """The channel of a bot that Amina wrote to."""
    await app.references.learn(teams.message("hello"))
    return TeamsChannel(app)


async def test_a_card_is_sent_through_the_stored_reference(
    channel: TeamsChannel, teams: FakeConnector
) -> None:
    outcome = await channel.send(delivery())
    (sent,) = teams.sent
    assert outcome == Sent(f"{AMINA.conversation}|{sent.activity_id}")
    assert (sent.method, sent.conversation, sent.reply_to) == ("POST", AMINA.conversation, None)
    assert sent.activity["recipient"] == {
        "id": AMINA.teams_id,
        "aadObjectId": AMINA.object_id,
    }
    assert sent.activity["channelData"] == {
        "tenant": {"id": TENANT},
        "notification": {"alert": True},
    }
    assert sent.activity["conversation"]["tenantId"] == TENANT
    assert "replyToId" not in sent.activity
    assert sent.card["lang"] == "fr"


async def test_an_object_id_in_capitals_is_the_same_person(
    channel: TeamsChannel, teams: FakeConnector
) -> None:
    to = Recipient("teams", AMINA.object_id.upper(), "Amina", "en", tenant=TENANT.upper())
    assert isinstance(await channel.send(delivery(to)), Sent)
    assert teams.opened == []


async def test_a_conversation_is_opened_where_only_the_tenant_is_known(
    channel: TeamsChannel, teams: FakeConnector, records: MemoryRecords
) -> None:
    teams.members[BEN.object_id] = BEN
    to = Recipient("teams", BEN.object_id, BEN.name, "en")
    assert isinstance(await channel.send(delivery(to)), Sent)
    assert isinstance(await channel.send(delivery(to)), Sent)
    (parameters,) = teams.opened
    assert parameters["members"] == [{"id": BEN.object_id}]
    assert (parameters["tenantId"], parameters["isGroup"]) == (TENANT, False)
    assert [sent.conversation for sent in teams.sent] == [BEN.conversation] * 2
    assert ("teams-reference", f"{TENANT}:{BEN.object_id}") in records.documents


async def test_somebody_without_the_app_is_refused(
    channel: TeamsChannel, teams: FakeConnector
) -> None:
    to = Recipient("teams", BEN.object_id, BEN.name, "en")
    assert await channel.send(delivery(to)) == Refused("BotNotInConversationRoster")


async def test_where_nothing_is_known_the_app_is_not_installed(app: TeamsApp) -> None:
    channel = TeamsChannel(app)
    assert await channel.send(delivery()) == Refused("app_not_installed")
    assert await channel.update(delivery(replaces="a:1|out-1")) == Refused("app_not_installed")


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (403, "MessageWritesBlocked", Refused("MessageWritesBlocked")),
        (403, "BotNotInConversationRoster", Refused("BotNotInConversationRoster")),
        (404, "ConversationNotFound", Refused("ConversationNotFound")),
        (400, "BadSyntax", Refused("BadSyntax")),
        (413, "", Refused("http_413")),
        (302, "", Refused("http_302")),
        (429, "", Later("http_429", 7.0)),
        (412, "PreconditionFailed", Unknown("PreconditionFailed")),
        (500, "", Unknown("http_500")),
        (502, "", Unknown("http_502")),
        (503, "", Unknown("http_503")),
        (504, "", Unknown("http_504")),
    ],
)
async def test_what_the_service_says(
    channel: TeamsChannel, teams: FakeConnector, status: int, code: str, outcome: Outcome
) -> None:
    teams.fail(status, code, retry_after="7")
    assert await channel.send(delivery()) == outcome
    teams.fail(status, code, retry_after="7", method="PUT")
    assert await channel.update(delivery(replaces="a:1|out-1")) == outcome
    assert teams.sent == []


async def test_the_sub_code_that_teams_hides_in_a_text(
    channel: TeamsChannel, teams: FakeConnector
) -> None:
    body = '{"errorCode": 209, "message": "{\\r\\n  \\"subCode\\": \\"MessageWritesBlocked\\"}"}'
    teams.fail(403, body=body)
    assert await channel.send(delivery()) == Refused("MessageWritesBlocked")


async def test_errors_that_are_no_json(channel: TeamsChannel, teams: FakeConnector) -> None:
    teams.fail(403, body="<html>\xff")
    assert await channel.send(delivery()) == Refused("http_403")


async def test_a_token_is_renewed_once(channel: TeamsChannel, teams: FakeConnector) -> None:
    assert isinstance(await channel.send(delivery()), Sent)
    teams.revoke()
    assert isinstance(await channel.send(delivery()), Sent)
    assert len(teams.token_requests) == 2
    teams.fail(401, "Unauthorized", times=2)
    assert await channel.send(delivery()) == Refused("Unauthorized")


async def test_a_connection_that_breaks_leaves_it_open(
    channel: TeamsChannel, teams: FakeConnector
) -> None:
    teams.drop()
    assert await channel.send(delivery()) == Unknown("connection_lost")


async def test_a_service_that_cant_be_reached_didnt_take_it(
    channel: TeamsChannel, app: TeamsApp, teams: FakeConnector
) -> None:
    await channel.send(delivery())
    await app.close()  # The next call opens a connection of its own.
    await teams.__aexit__()
    assert await channel.send(delivery()) == Later("connect_failed")


async def test_a_token_that_cant_be_had(channel: TeamsChannel, teams: FakeConnector) -> None:
    await teams.__aexit__()
    assert await channel.send(delivery()) == Later("token_unavailable")


async def test_a_password_that_is_refused(teams: FakeConnector) -> None:
    web = Web()
    credentials = Credentials(web, teams.app_id, "wrong", TENANT, teams.token_url)
    with pytest.raises(Undelivered) as caught:
        await credentials.token()
    assert caught.value.outcome == Refused("token_refused")
    await web.close()


async def test_a_time_out_leaves_it_open(teams: FakeConnector) -> None:
    web = Web(aiohttp.ClientTimeout(total=0.1))
    credentials = Credentials(web, teams.app_id, PASSWORD, TENANT, teams.token_url)
    connector = Connector(web, credentials, ServiceHosts([teams.host]))
    teams.hold()
    with pytest.raises(Undelivered) as caught:
        await connector.create(teams.service_url, "a:1", {"type": "message"})
    assert caught.value.outcome == Unknown("timeout")
    await web.close()


async def test_opening_a_conversation_leaves_nothing_open(
    channel: TeamsChannel, teams: FakeConnector
) -> None:
    teams.drop("POST")
    to = Recipient("teams", BEN.object_id, BEN.name, "en")
    assert await channel.send(delivery(to)) == Later("connection_lost")


async def test_a_message_whose_time_is_over_does_not_leave(
    channel: TeamsChannel, teams: FakeConnector
) -> None:
    assert isinstance(await channel.send(delivery()), Sent)
    late = replace(delivery(), in_time=lambda: False)
    assert await channel.send(late) == HELD_UP
    assert await channel.update(replace(late, replaces=f"{AMINA.conversation}|a1")) == HELD_UP
    assert len(teams.sent) == 1
    assert isinstance(await channel.send(delivery()), Sent)
    assert len(teams.sent) == 2


async def test_a_message_is_changed(channel: TeamsChannel, teams: FakeConnector) -> None:
    outcome = await channel.update(delivery(replaces="a:1;messageid=2|out-1"))
    assert outcome == Sent("a:1;messageid=2|out-1")
    (sent,) = teams.sent
    assert (sent.method, sent.conversation, sent.activity_id) == ("PUT", "a:1;messageid=2", "out-1")
    assert sent.activity["channelData"] == {"tenant": {"id": TENANT}}


@pytest.mark.parametrize("replaces", [None, "", "out-1", "|out-1", "a:1|"])
async def test_without_a_message_there_is_nothing_to_change(
    channel: TeamsChannel, replaces: str | None
) -> None:
    assert await channel.update(delivery(replaces=replaces)) == Refused("no_message_to_change")


async def test_teams_cant_say_what_it_has(channel: TeamsChannel) -> None:
    assert await channel.settle(delivery()) is None


async def test_a_stored_reference_to_another_host_is_not_used(
    channel: TeamsChannel, records: MemoryRecords, teams: FakeConnector
) -> None:
    for key, body in records.documents.items():
        records.documents[key] = {**body, "service_url": "https://connector.example.org"}
    assert await channel.send(delivery()) == Refused("app_not_installed")
    assert teams.token_requests == []


async def test_the_token_goes_to_allowed_hosts_only(app: TeamsApp, teams: FakeConnector) -> None:
    with pytest.raises(Undelivered) as caught:
        await app.connector.create("https://connector.example.org", "a:1", {})
    assert caught.value.outcome == Refused("service_host_not_allowed")
    assert teams.token_requests == []


async def test_without_the_store_it_waits(channel: TeamsChannel, records: MemoryRecords) -> None:
    records.failure = StoreUnavailable()
    assert await channel.send(delivery()) == Later("store_unavailable")
    assert await channel.update(delivery(replaces="a:1|b")) == Later("store_unavailable")


async def test_tokens_are_kept_until_five_minutes_before_their_end(
    teams: FakeConnector, records: MemoryRecords, time: Time
) -> None:
    app = TeamsApp(settings_for(teams), records, monotonic=time)
    await app.references.learn(teams.message("hello"))
    channel = TeamsChannel(app)
    await channel.send(delivery())
    time.now += 3299
    await channel.send(delivery())
    assert len(teams.token_requests) == 1
    time.now += 2
    await channel.send(delivery())
    assert [form["scope"] for form in teams.token_requests] == [
        "https://api.botframework.com/.default"
    ] * 2
    await app.close()


async def test_a_message_can_be_deleted(
    channel: TeamsChannel, app: TeamsApp, teams: FakeConnector
) -> None:
    await channel.send(delivery())
    sent = teams.sent[0]
    await app.connector.delete(teams.service_url, sent.conversation, sent.activity_id)
    assert teams.sent == []
