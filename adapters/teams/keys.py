"""The public keys that Microsoft signs activities with, from its OpenID metadata."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from adapters.teams.payload import Payload

logger = logging.getLogger(__name__)

MAX_AGE: Final = 24 * 3600.0
MAX_STALE: Final = 5 * MAX_AGE
"""Seconds. Keys are fetched anew after a day, and no longer believed after five."""
MIN_PAUSE: Final = 60.0
FIRST_PAUSE: Final = 5.0
"""Seconds between two fetches: once there are keys, and while there are none."""
FETCH_TIMEOUT: Final = 5.0
MIN_KEY_BITS: Final = 2048

Fetch = Callable[[str], Awaitable[Payload]]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """``endorsements`` are the channels that the key may speak for, such as ``msteams``."""

    public_key: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """Keys by id, kept for a day; an unknown id has them fetched anew, at most once a minute.

    ``fetch`` gets a JSON object over HTTP; what it raises means "no keys now".
    """

    def __init__(
        self, metadata_url: str, fetch: Fetch, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._metadata_url = metadata_url
        self._fetch = fetch
        self._monotonic = monotonic
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> SigningKey | None:
        """The key with this id; None if Microsoft has none, or can't be asked."""
        if kid not in self._keys or self._age() >= MAX_AGE:
            async with self._lock:
                if self._may_try(kid):
                    await self._refresh()
        return self._keys.get(kid) if self._age() < MAX_STALE else None

    def _age(self) -> float:
        return self._monotonic() - self._fetched_at

    def _may_try(self, kid: str) -> bool:
        if kid in self._keys and self._age() < MAX_AGE:
            return False
        pause = MIN_PAUSE if self._keys else FIRST_PAUSE
        return self._monotonic() - self._tried_at >= pause

    async def _refresh(self) -> None:
        self._tried_at = self._monotonic()
        try:
            async with asyncio.timeout(FETCH_TIMEOUT):
                metadata = await self._fetch(self._metadata_url)
                key_set = await self._fetch(str(metadata["jwks_uri"]))
            self._keys = _signing_keys(key_set)
        except Exception as error:
            logger.warning("signing keys can't be fetched: %s", type(error).__name__)
        else:
            self._fetched_at = self._monotonic()


def _signing_keys(key_set: Payload) -> dict[str, SigningKey]:
    found = {}
    for document in key_set["keys"]:
        key = _signing_key(document)
        if key is not None:
            found[str(document["kid"])] = key
    return found


def _signing_key(document: Mapping[str, Any]) -> SigningKey | None:
    if document.get("kty") != "RSA" or document.get("use", "sig") != "sig" or "d" in document:
        return None
    if not document.get("kid"):
        return None
    try:
        key = RSAAlgorithm.from_jwk(dict(document))
    except InvalidKeyError:
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        return None
    return SigningKey(key, frozenset(document.get("endorsements") or ()))
