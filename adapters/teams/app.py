"""The bot's registration in a tenant: what its gateway, channel and profiles share."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from adapters.teams.connector import Connector
from adapters.teams.credentials import TOKEN_URL, Credentials
from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import SigningKeys
from adapters.teams.references import Records, References
from adapters.teams.sdk import Sdk
from adapters.teams.tokens import InboundTokens
from adapters.teams.web import Web

METADATA_URL: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """``service_hosts`` are allowed besides Microsoft's, as ``host`` or ``host:port``.

    ``token_url`` may hold ``{tenant}``.
    """

    app_id: str
    app_password: str
    tenant_id: str
    service_hosts: tuple[str, ...] = ()
    metadata_url: str = METADATA_URL
    token_url: str = TOKEN_URL


class TeamsApp:
    """One registered bot.

    Raises ValueError without an app id, a password and a tenant: nothing is ever accepted
    unauthenticated. ``clock`` gives real seconds since 1970, for the age of tokens.
    """

    def __init__(
        self,
        settings: TeamsSettings,
        records: Records,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not (settings.app_id and settings.app_password and settings.tenant_id):
            raise ValueError(
                "Teams needs MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID"
            )
        self.app_id = settings.app_id
        self.tenant = settings.tenant_id.lower()
        self.hosts = ServiceHosts(settings.service_hosts)
        self._web = Web()
        credentials = Credentials(
            self._web,
            settings.app_id,
            settings.app_password,
            settings.tenant_id,
            settings.token_url,
            monotonic,
        )
        keys = SigningKeys(settings.metadata_url, self._web.get_object, monotonic)
        tokens = InboundTokens(settings.app_id, settings.tenant_id, keys, clock)
        self.connector = Connector(self._web, credentials, self.hosts)
        self.references = References(records, self.hosts, monotonic)
        # Only where Teams is set up: the SDK takes half a second to load.
        from adapters.teams.botbuilder_sdk import BotbuilderSdk

        self.sdk: Sdk = BotbuilderSdk(tokens, self.connector)

    async def close(self) -> None:
        await self._web.close()
