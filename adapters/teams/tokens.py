"""Is an activity from Microsoft, for this bot, and from our tenant? The bearer token says.

The rules are those of
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

import jwt

from adapters.teams.errors import Rejected
from adapters.teams.keys import SigningKey, SigningKeys
from adapters.teams.payload import Payload, tenant_of, text_at

ISSUER: Final = "https://api.botframework.com"
CHANNEL: Final = "msteams"
REQUIRED_CLAIMS: Final = ("iss", "aud", "exp")
LEEWAY: Final = 300.0
"""Seconds by which two clocks may differ."""
MAX_TOKEN: Final = 16_000
REMEMBERED: Final = 100
"""Tokens whose signature was checked: Microsoft uses one for an hour, a check takes 0.3 ms."""

_OPTIONS: Final[Any] = {
    "require": list(REQUIRED_CLAIMS),
    # The age is checked below, on a clock of our own.
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_sub": False,
    "verify_jti": False,
}


class InboundTokens:
    """Checks the ``Authorization`` header of an activity.

    ``clock`` gives real seconds since 1970, in a rehearsal too: a token's age is Microsoft's.
    """

    def __init__(
        self,
        app_id: str,
        tenant_id: str,
        keys: SigningKeys,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not app_id or not tenant_id:
            raise ValueError("Teams needs MICROSOFT_APP_ID and MICROSOFT_APP_TENANT_ID")
        self._app_id = app_id
        self._tenant = tenant_id.lower()
        self._keys = keys
        self._clock = clock
        self._verified_tokens: OrderedDict[str, tuple[str, SigningKey, Mapping[str, Any]]] = (
            OrderedDict()
        )

    async def verify(self, authorization: str | None, activity: Payload) -> None:
        """Raises Rejected: 401 for the token itself, 403 for what it isn't good for."""
        token = bearer(authorization)
        key, claims = await self._verified(token)
        if not self._is_current(claims):
            raise Rejected(401, "expired_token")
        if text_at(activity, "channelId") != CHANNEL or CHANNEL not in key.endorsements:
            raise Rejected(403, "channel_not_endorsed")
        if not _same_url(claims.get("serviceurl"), activity.get("serviceUrl")):
            raise Rejected(403, "service_url_mismatch")
        if not self._is_our_tenant(activity):
            raise Rejected(403, "foreign_tenant")

    async def _verified(self, token: str) -> tuple[SigningKey, Mapping[str, Any]]:
        """The claims, and the key that signed them; only the signature's check is remembered."""
        known = self._verified_tokens.get(token)
        kid = known[0] if known else _key_id(token)
        key = await self._keys.find(kid)
        if key is None:
            raise Rejected(401, "unknown_key")
        if known and known[1] is key:
            return key, known[2]
        claims = self._claims(token, key)
        self._verified_tokens[token] = (kid, key, claims)
        if len(self._verified_tokens) > REMEMBERED:
            self._verified_tokens.popitem(last=False)
        return key, claims

    def _claims(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            return jwt.decode(
                token,
                key.public_key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                options=_OPTIONS,
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Rejected(401, "invalid_token") from error

    def _is_current(self, claims: Mapping[str, Any]) -> bool:
        now = self._clock()
        begins = _number(claims.get("nbf", 0))
        return begins - LEEWAY <= now <= _number(claims["exp"]) + LEEWAY

    def _is_our_tenant(self, activity: Payload) -> bool:
        also = text_at(activity, "conversation", "tenantId").lower()
        return tenant_of(activity) == self._tenant and also in ("", self._tenant)


def bearer(authorization: str | None) -> str:
    """The token of a header. Raises Rejected(401) without one."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > MAX_TOKEN:
        raise Rejected(401, "no_token")
    return token


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise Rejected(401, "malformed_token") from error
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str):
        raise Rejected(401, "unexpected_algorithm")
    return kid


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Rejected(401, "invalid_token")
    return float(value)


def _same_url(claimed: object, told: object) -> bool:
    if not isinstance(claimed, str) or not isinstance(told, str):
        return False
    return bool(claimed) and claimed.rstrip("/") == told.rstrip("/")
