"""From recorded activities to requests."""

from typing import Any

import pytest

from adapters.teams.errors import Rejected
from adapters.teams.inbound import is_removal, read
from routing.exchange import Call, Request
from routing.people import Account, Profile
from tests.fakes.teams_activities import AMINA, TENANT, TeamsActivities

BOT = "28:11111111-aaaa-4aaa-8aaa-111111111111"


@pytest.fixture
def teams() -> TeamsActivities:
    return TeamsActivities(url="http://127.0.0.1:3979")


def asked(activity: dict[str, Any]) -> Request:
    request = read(activity)
    assert request is not None
    return request


def test_a_personal_message(teams: TeamsActivities) -> None:
    request = asked(teams.message("who can help?"))
    assert request == Request(
        key=f"teams:{TENANT}:{AMINA.conversation}:in-1",
        account=Account("teams", TENANT, AMINA.object_id),
        conversation=f"teams:{TENANT}:{AMINA.conversation}:{AMINA.object_id}",
        surface="message",
        text="who can help?",
        profile=Profile(name="Amina Example", locale="en-GB"),
    )


@pytest.mark.parametrize(
    ("text", "surface", "understood"),
    [
        ("/iom who shelter", "command", "who shelter"),
        (" /IOM  escalate wash", "command", "escalate wash"),
        ("iom status", "message", "status"),
        ("/iom", "command", ""),
        ("iomega", "message", "iomega"),
        ("what is IOM", "message", "what is IOM"),
    ],
)
def test_the_commands_name_is_forgiven(
    teams: TeamsActivities, text: str, surface: str, understood: str
) -> None:
    request = asked(teams.message(text))
    assert (request.surface, request.text) == (surface, understood)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>who&nbsp;is <b>RTS</b></p><p>now</p>", "who is RTS\nnow"),
        ("a<br/>b", "a\nb"),
        ("2 &lt; 3 &amp; 4", "2 < 3 & 4"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("null\x00 and half \ud83d emoji", "null and half emoji"),
        ("&lt;b&gt;", "<b>"),
    ],
)
def test_markup_is_stripped(teams: TeamsActivities, text: str, plain: str) -> None:
    assert asked(teams.message(text)).text == plain


def test_a_channel_message_needs_our_mention(teams: TeamsActivities) -> None:
    assert read(teams.in_channel("who can help?")) is None
    assert read(teams.in_channel("<at>RTS</at> hi", mentions={"RTS": "29:somebody"})) is None
    # Without a mention entity, a name in angle brackets is only text.
    assert read(teams.in_channel("<at>RTS</at> hi")) is None


def test_only_our_own_mention_is_removed(teams: TeamsActivities) -> None:
    request = asked(
        teams.in_channel(
            "<at>RTS</at> who is the right RTS? ask <at>Ben Example</at>",
            mentions={"RTS": BOT, "Ben Example": "29:ben"},
        )
    )
    assert request.text == "who is the right RTS? ask Ben Example"
    assert request.mentions == {"Ben Example": "29:ben"}
    assert request.conversation.startswith(f"teams:{TENANT}:19:team@thread.tacv2;messageid=1:")


def test_a_command_after_a_mention(teams: TeamsActivities) -> None:
    request = asked(teams.in_channel("<at>RTS</at>&nbsp;/iom who wash", mentions={"RTS": BOT}))
    assert (request.surface, request.text) == ("command", "who wash")


def test_a_card_action(teams: TeamsActivities) -> None:
    request = asked(teams.invoke("resolve", "7", {"note": "Done", "post.2": "doe"}))
    assert request.surface == "action"
    assert request.call == Call("resolve", "7", {"note": "Done", "post": "doe"})


def test_a_menus_choice_is_the_value(teams: TeamsActivities) -> None:
    data = {"picked": "menu.2", "menu": "wash", "menu.2": "cccm", "value": ""}
    request = asked(teams.invoke("choose", "", data))
    assert request.call == Call("choose", "cccm", {})


def test_a_submit_of_older_clients_is_the_same(teams: TeamsActivities) -> None:
    request = asked(teams.submit({"verb": "ack", "value": "7", "note": "x", "msteams": {}}))
    assert request.surface == "action"
    assert request.call == Call("ack", "7", {"note": "x"})


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "task/fetch"},
        {"value": None},
        {"value": {"action": "ack"}},
        {"value": {"action": {"verb": 7}}},
    ],
)
def test_invokes_that_arent_ours_are_rejected(
    teams: TeamsActivities, fields: dict[str, Any]
) -> None:
    with pytest.raises(Rejected) as caught:
        read(teams.invoke("ack", "7") | fields)
    assert caught.value.status == 400


def test_repeated_deliveries_have_one_key(teams: TeamsActivities) -> None:
    first, second = teams.message("hello"), teams.message("hello")
    assert asked(first).key == asked(dict(first)).key
    assert asked(first).key != asked(second).key
    del first["id"], second["id"]
    assert asked(first).key == asked(second).key
    assert asked(first | {"text": "other"}).key != asked(first).key


def test_an_install_is_greeted_in_the_personal_chat_only(teams: TeamsActivities) -> None:
    assert asked(teams.install()).text == "help"
    assert read(teams.install(action="remove")) is None
    assert is_removal(teams.install(action="remove"))
    team = {"conversation": {"id": "19:team@thread.tacv2", "conversationType": "channel"}}
    assert read(teams.install() | team) is None
    assert not is_removal(teams.install(action="remove") | team)


@pytest.mark.parametrize("kind", ["messageReaction", "typing", "conversationUpdate", "event"])
def test_other_activities_are_not_answered(teams: TeamsActivities, kind: str) -> None:
    assert read(teams.activity(kind)) is None


def test_somebody_without_an_object_id_has_their_teams_id(teams: TeamsActivities) -> None:
    request = asked(teams.message("hello") | {"from": {"id": "29:Guest", "name": "Guest"}})
    assert request.account.user == "29:Guest"


def test_a_message_from_nobody_is_rejected(teams: TeamsActivities) -> None:
    with pytest.raises(Rejected):
        read(teams.message("hello") | {"from": {}})


def test_the_locale_of_the_client_is_used_where_the_message_has_none(
    teams: TeamsActivities,
) -> None:
    activity = teams.message("bonjour")
    del activity["locale"]
    activity["entities"] = [{"type": "clientInfo", "locale": "fr-FR"}]
    profile = asked(activity).profile
    assert profile is not None
    assert profile.locale == "fr-FR"
