"""Who a Teams account belongs to, from the member record of a conversation with them."""

import asyncio
import logging
from typing import Final

from adapters.teams.app import TeamsApp
from adapters.teams.errors import Undelivered
from adapters.teams.payload import Payload, text_at
from adapters.teams.references import Reference
from routing.errors import StoreUnavailable
from routing.people import Account, Profile

logger = logging.getLogger(__name__)

TIMEOUT: Final = 1.5
"""Seconds for which a question to Teams may hold up an answer."""


class TeamsProfiles:
    def __init__(self, app: TeamsApp, timeout: float = TIMEOUT) -> None:
        self._app = app
        self._timeout = timeout

    async def profile(self, account: Account) -> Profile | None:
        """Name and mail address of an account; None where Teams doesn't tell in time."""
        if account.platform != "teams":
            return None
        try:
            async with asyncio.timeout(self._timeout):
                return await self._ask(account)
        except (Undelivered, StoreUnavailable, TimeoutError) as error:
            logger.warning("a Teams profile can't be read: %s", type(error).__name__)
            return None

    async def _ask(self, account: Account) -> Profile | None:
        reference = await self._where(account)
        if reference is None:
            return None
        record = await self._app.connector.member(
            reference.service_url,
            reference.conversation,
            reference.user or reference.object_id or account.user,
        )
        return read_member(record, self._app.tenant)

    async def _where(self, account: Account) -> Reference | None:
        seen = self._app.references.last_seen(account.tenant, account.user)
        return seen or await self._app.references.personal(account.tenant, account.user)


def read_member(record: Payload, tenant: str) -> Profile:
    """A profile from a member record.

    The mail address decides who somebody is, so it counts only for members of our own tenant:
    another tenant's administrators could write any address. The sign-in name of a guest
    (``…#EXT#@…``) is no mail address.
    """
    name = text_at(record, "name") or None
    if text_at(record, "tenantId").lower() not in ("", tenant.lower()):
        return Profile(name=name)
    sign_in = text_at(record, "userPrincipalName")
    email = text_at(record, "email") or ("" if "#EXT#" in sign_in.upper() else sign_in)
    return Profile(name=name, email=email if "@" in email else None)
