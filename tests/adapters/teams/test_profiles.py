"""Who a Teams account is, from the member record."""

from typing import Any

import pytest

from adapters.teams.app import TeamsApp
from adapters.teams.profiles import TeamsProfiles, read_member
from routing.errors import StoreUnavailable
from routing.people import Account, Profile
from tests.adapters.teams.conftest import MemoryRecords
from tests.fakes.connector import FakeConnector
from tests.fakes.teams_activities import AMINA, TENANT

ACCOUNT = Account("teams", TENANT, AMINA.object_id)
KNOWN = Profile("Amina Example", "amina@example.org")


async def test_a_profile_from_the_personal_chat(app: TeamsApp, teams: FakeConnector) -> None:
    await app.references.learn(teams.message("hello"))
    assert await TeamsProfiles(app).profile(ACCOUNT) == KNOWN


async def test_a_profile_from_the_channel_where_somebody_was_heard_last(
    app: TeamsApp, teams: FakeConnector
) -> None:
    app.references.see(teams.in_channel("hello"))
    assert await TeamsProfiles(app).profile(ACCOUNT) == KNOWN


async def test_nobody_is_asked_about_strangers(app: TeamsApp, teams: FakeConnector) -> None:
    profiles = TeamsProfiles(app)
    assert await profiles.profile(ACCOUNT) is None
    assert await profiles.profile(Account("slack", "T1", "U1")) is None
    assert teams.token_requests == []


async def test_none_where_teams_doesnt_tell(
    app: TeamsApp, teams: FakeConnector, records: MemoryRecords
) -> None:
    await app.references.learn(teams.message("hello"))
    teams.fail(404, "MemberNotFound")
    assert await TeamsProfiles(app).profile(ACCOUNT) is None
    teams.hold()
    assert await TeamsProfiles(app, timeout=0.05).profile(ACCOUNT) is None
    records.failure = StoreUnavailable()
    assert await TeamsProfiles(app).profile(ACCOUNT) is None


@pytest.mark.parametrize(
    ("record", "profile"),
    [
        ({"name": "A", "email": "a@example.org"}, Profile("A", "a@example.org")),
        ({"name": "A", "userPrincipalName": "a@example.org"}, Profile("A", "a@example.org")),
        ({"userPrincipalName": "b_example.net#EXT#@x.example.org"}, Profile()),
        ({"name": "A", "email": "a@example.org", "tenantId": "other"}, Profile("A")),
        ({"email": "a@example.org", "tenantId": TENANT.upper()}, Profile(None, "a@example.org")),
        ({"name": 7, "email": "nothing"}, Profile()),
    ],
)
def test_member_records(record: dict[str, Any], profile: Profile) -> None:
    assert read_member(record, TENANT) == profile
