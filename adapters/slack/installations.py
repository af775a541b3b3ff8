"""The workspaces that the app is installed in, and their tokens, kept in the store's records."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

KIND: Final = "slack-installation"

_LOG: Final = logging.getLogger(__name__)
_FIELDS: Final = (
    "app_id",
    "enterprise_id",
    "team_id",
    "team_name",
    "bot_token",
    "bot_id",
    "bot_user_id",
    "user_id",
    "is_enterprise_install",
)


class Records(Protocol):
    """The store's documents, off the event loop. Every method may raise StoreUnavailable."""

    async def get(self, kind: str, key: str) -> Mapping[str, Any] | None: ...

    async def put(self, kind: str, key: str, body: Mapping[str, Any]) -> None: ...

    async def delete(self, kind: str, key: str) -> None: ...

    async def find(
        self, kind: str, prefix: str = ""
    ) -> Sequence[tuple[str, Mapping[str, Any]]]: ...


class Installations(AsyncInstallationStore):
    """One document for each workspace, or for each organization that installed for all of its own.

    What was read once is kept, so that commands are answered while the store is away; ``forget``
    drops it when Slack refuses the token.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._known: dict[str, Mapping[str, Any]] = {}

    @property
    def logger(self) -> logging.Logger:
        return _LOG

    async def find(self, team: str, enterprise: str = "") -> Mapping[str, Any] | None:
        """The workspace's installation, else its organization's.

        Where no workspace is named, the only installation that there is.

        Raises:
            StoreUnavailable: it isn't known yet, and the store is away.
        """
        for key in _keys(team, enterprise):
            document = self._known.get(key) or await self._records.get(KIND, key)
            if document is not None:
                self._known[key] = document
                return document
        return None if team or enterprise else await self._only()

    async def _only(self) -> Mapping[str, Any] | None:
        found = await self._records.find(KIND)
        return found[0][1] if len(found) == 1 else None

    def forget(self, team: str, enterprise: str = "") -> None:
        for key in _keys(team, enterprise):
            self._known.pop(key, None)

    async def remove(self, team: str, enterprise: str = "") -> None:
        self.forget(team, enterprise)
        for key in _keys(team, enterprise):
            await self._records.delete(KIND, key)

    async def async_save(self, installation: Installation) -> None:
        fields = {name: getattr(installation, name) for name in _FIELDS}
        team = "" if installation.is_enterprise_install else installation.team_id or ""
        key = _keys(team, installation.enterprise_id or "")[0]
        await self._records.put(KIND, key, fields)
        self._known[key] = fields


def _keys(team: str, enterprise: str) -> tuple[str, ...]:
    """Team ids are unique over all organizations."""
    keys = (f"team:{team}" if team else "", f"enterprise:{enterprise}" if enterprise else "")
    return tuple(key for key in keys if key)
