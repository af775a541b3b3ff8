"""Who is believed: every forged, stale or foreign request has no effect."""

import base64
import hashlib
import hmac
import json
import time as real
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.teams.app import TeamsApp, TeamsSettings
from adapters.teams.gateway import MAX_BODY, TeamsGateway
from routing.card import Card
from tests.adapters.teams.conftest import Bot, MemoryRecords, Time, settings_for
from tests.fakes.connector import FakeConnector
from tests.fakes.teams_activities import private_key


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed_with_public_key(teams: FakeConnector) -> str:
    """HS256 keyed with the text of the RSA public key, built by hand: PyJWT refuses to."""
    public = private_key("good").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = b64(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "good"}).encode())
    claims = teams.token().split(".")[1]
    signature = hmac.new(pem, f"{header}.{claims}".encode(), hashlib.sha256).digest()
    return f"{header}.{claims}.{b64(signature)}"


def unsigned(teams: FakeConnector) -> str:
    header = b64(json.dumps({"alg": "none", "kid": "good"}).encode())
    return f"{header}.{teams.token().split('.')[1]}."


async def status_of(
    gateway: TeamsGateway, teams: FakeConnector, token: str | None = None, **fields: Any
) -> int:
    body, headers = teams.signed(teams.message("hello", **fields), token)
    return (await gateway.dispatch(body, headers))[0]


async def test_a_good_token_is_believed(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    assert await status_of(gateway, teams) == 200
    assert [request.text for request in bot.asked] == ["hello"]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://sts.example.org"},
        {"iss": None},
        {"aud": "99999999-9999-4999-8999-999999999999"},
        {"aud": None},
        {"exp": None},
        {"exp": 1_000_000_000},
        {"exp": "soon"},
        {"exp": True},
        {"nbf": 4_000_000_000},
        {"serviceurl": None},
        {"serviceurl": "https://smba.trafficmanager.net/amer/"},
        {"serviceurl": ""},
    ],
    ids=str,
)
async def test_wrong_claims_are_refused(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot, claims: dict[str, Any]
) -> None:
    assert await status_of(gateway, teams, teams.token(**claims)) in (401, 403)
    assert bot.asked == []


async def test_clocks_may_differ_by_five_minutes(
    gateway: TeamsGateway, teams: FakeConnector
) -> None:
    assert await status_of(gateway, teams, teams.token(exp=int(real.time()) - 200)) == 200
    assert await status_of(gateway, teams, teams.token(nbf=int(real.time()) + 200)) == 200
    assert await status_of(gateway, teams, teams.token(exp=int(real.time()) - 301)) == 401
    assert await status_of(gateway, teams, teams.token(nbf=int(real.time()) + 400)) == 401


async def test_a_token_that_was_good_before_ends(
    teams: FakeConnector, records: MemoryRecords, bot: Bot
) -> None:
    clock = Time(real.time())
    app = TeamsApp(settings_for(teams), records, clock=clock)
    gateway = TeamsGateway(app, bot.handle, lambda _: Card("Sorry"))
    token = teams.token()
    assert await status_of(gateway, teams, token) == 200
    clock.now += 4000
    assert await status_of(gateway, teams, token) == 401
    await app.close()


async def test_forged_signatures_are_refused(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    good = teams.token()
    forged = [
        teams.token("unpublished"),
        jwt.encode(
            jwt.decode(good, options={"verify_signature": False}),
            private_key("unpublished"),
            "RS256",
            headers={"kid": "good"},
        ),
        unsigned(teams),
        signed_with_public_key(teams),
        good[:-8] + "AAAAAAAA",
        "not.a.token",
        "x" * 20_000,
    ]
    assert {await status_of(gateway, teams, token) for token in forged} == {401}
    assert bot.asked == []


async def test_a_key_must_be_endorsed_for_teams(
    gateway: TeamsGateway, teams: FakeConnector
) -> None:
    assert await status_of(gateway, teams, teams.token("unendorsed")) == 403
    assert await status_of(gateway, teams, channelId="webchat") == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"channelData": {"tenant": {"id": "55555555-5555-4555-8555-555555555555"}}},
        {"channelData": {}, "conversation": {"id": "a:1"}},
        {"conversation": {"id": "a:1", "tenantId": "55555555-5555-4555-8555-555555555555"}},
    ],
)
async def test_foreign_tenants_are_refused(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot, fields: dict[str, Any]
) -> None:
    assert await status_of(gateway, teams, **fields) == 403
    assert bot.asked == []


async def test_the_service_url_must_be_the_claimed_and_an_allowed_one(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot
) -> None:
    evil = "https://connector.example.org/"
    token = teams.token(serviceurl=evil)
    assert await status_of(gateway, teams, token, serviceUrl=evil) == 403
    real_service = "https://smba.trafficmanager.net/emea/"
    assert await status_of(gateway, teams, serviceUrl=real_service) == 403
    assert bot.asked == []


@pytest.mark.parametrize("authorization", [None, "", "Basic abc", "Bearer", "Bearer "])
async def test_without_a_token_nothing_is_accepted(
    gateway: TeamsGateway, teams: FakeConnector, bot: Bot, authorization: str | None
) -> None:
    body, _ = teams.signed(teams.message("hello"))
    headers = {} if authorization is None else {"authorization": authorization}
    assert (await gateway.dispatch(body, headers))[0] == 401
    assert bot.asked == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"no json", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b'{"type": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"type":' * 30_000, 400),
        (b"\xff\xfe{}", 400),
        (b"{}", 400),
        (b'{"type": "message", "conversation": []}', 400),
        (b" " * (MAX_BODY + 1), 413),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_malformed_bodies_are_refused(
    gateway: TeamsGateway, teams: FakeConnector, body: bytes, status: int
) -> None:
    _, headers = teams.signed({})
    answer = await gateway.dispatch(body, headers)
    assert answer[0] == status
    assert b"Traceback" not in answer[2]


async def test_keys_are_kept_and_fetched_anew_for_an_unknown_id_once_a_minute(
    gateway: TeamsGateway, teams: FakeConnector, time: Time
) -> None:
    async def fetched_after(token: str) -> int:
        await status_of(gateway, teams, token)
        return teams.key_requests

    assert await fetched_after(teams.token()) == 1
    assert await fetched_after(teams.token()) == 1
    assert await fetched_after(teams.token("unpublished")) == 1
    time.now += 61
    assert await fetched_after(teams.token("unpublished")) == 2
    assert await fetched_after(teams.token("unpublished")) == 2
    time.now += 24 * 3600
    assert await fetched_after(teams.token()) == 3


async def test_old_keys_are_believed_for_some_days_where_new_ones_cant_be_had(
    gateway: TeamsGateway, teams: FakeConnector, time: Time
) -> None:
    assert await status_of(gateway, teams) == 200
    body, headers = teams.signed(teams.message("hello"))
    await teams.__aexit__()
    time.now += 2 * 24 * 3600
    assert (await gateway.dispatch(body, headers))[0] == 200
    time.now += 4 * 24 * 3600
    assert (await gateway.dispatch(body, headers))[0] == 401


@pytest.mark.parametrize("secrets", [("", "p", "t"), ("a", "", "t"), ("a", "p", "")])
def test_without_its_secrets_the_bot_is_not_built(secrets: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="MICROSOFT_APP_ID"):
        TeamsApp(TeamsSettings(*secrets), MemoryRecords())
