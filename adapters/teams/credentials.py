"""The token that the bot shows to Microsoft's connector service."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import aiohttp

from adapters.teams.errors import Undelivered
from adapters.teams.payload import Payload, parse
from adapters.teams.web import Web, read_limited
from routing.notices import Later, Refused

SCOPE: Final = "https://api.botframework.com/.default"
TOKEN_URL: Final = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"  # noqa: S105
EARLY: Final = 300.0
"""Seconds before its end at which a token is replaced."""
DEFAULT_LIFE: Final = 3600.0


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    until: float


class Credentials:
    """Gets access tokens with the app's password, one request at a time, and keeps them.

    ``token_url`` may hold ``{tenant}``.
    """

    def __init__(
        self,
        web: Web,
        app_id: str,
        password: str,
        tenant_id: str,
        token_url: str = TOKEN_URL,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._web = web
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": password,
            "scope": SCOPE,
        }
        self._url = token_url.replace("{tenant}", tenant_id)
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._token = _Token("", 0.0)

    async def token(self, refused: str | None = None) -> str:
        """A token that is good for the next minutes, and isn't the ``refused`` one.

        Raises Undelivered: Refused where Microsoft refuses the password, else Later.
        """
        if not self._is_good(refused):
            async with self._lock:
                if not self._is_good(refused):
                    self._token = await self._fetch()
        return self._token.value

    def _is_good(self, refused: str | None) -> bool:
        return self._token.value not in ("", refused) and self._monotonic() < self._token.until

    async def _fetch(self) -> _Token:
        asked_at = self._monotonic()
        try:
            async with self._web.session().post(
                self._url, data=self._form, allow_redirects=False
            ) as response:
                status, body = response.status, await read_limited(response)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Undelivered(Later("token_unavailable")) from error
        if status in (400, 401, 403):
            raise Undelivered(Refused("token_refused"))
        if status != 200:
            raise Undelivered(Later("token_unavailable"))
        return _read_token(body, asked_at)


def _read_token(body: bytes, asked_at: float) -> _Token:
    try:
        answer = parse(body)
        value, life = str(answer["access_token"]), _seconds(answer)
    except (KeyError, TypeError, ValueError) as error:
        raise Undelivered(Later("token_unavailable")) from error
    return _Token(value, asked_at + max(life - EARLY, life / 2))


def _seconds(answer: Payload) -> float:
    return float(answer.get("expires_in", DEFAULT_LIFE))
