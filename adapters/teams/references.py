"""Where people and tenants can be reached: conversation references, kept in the store."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol, TypeVar

from adapters.teams.hosts import ServiceHosts
from adapters.teams.payload import Payload, is_personal, tenant_of, text_at, user_of
from routing.errors import StoreUnavailable

logger = logging.getLogger(__name__)

PERSON: Final = "teams-reference"
TENANT: Final = "teams-tenant"
"""Kinds of records: by ``tenant:user`` the personal chat, by ``tenant`` the service URL."""

REMEMBERED: Final = 10_000
TRUSTED_FOR: Final = 300.0
"""Seconds for which what this process wrote is taken to be what the store still holds."""

Document = Mapping[str, Any]
K = TypeVar("K")
V = TypeVar("V")


class Records(Protocol):
    """The store's documents. Every method may raise StoreUnavailable."""

    async def get(self, kind: str, key: str) -> Document | None: ...

    async def put(self, kind: str, key: str, body: Document) -> None: ...

    async def delete(self, kind: str, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Reference:
    """A conversation. ``bot`` and ``user`` are Teams ids (``28:…``, ``29:…``).

    ``object_id`` is the person's Entra object id; it, ``user`` and ``conversation`` are empty
    where only the tenant's service URL is known.
    """

    tenant: str
    service_url: str
    bot: str
    conversation: str = ""
    user: str = ""
    object_id: str = ""

    @classmethod
    def of(cls, activity: Payload) -> "Reference":
        """Where an activity that came in was sent from."""
        return cls(
            tenant=tenant_of(activity),
            service_url=text_at(activity, "serviceUrl"),
            bot=text_at(activity, "recipient", "id"),
            conversation=text_at(activity, "conversation", "id"),
            user=text_at(activity, "from", "id"),
            object_id=text_at(activity, "from", "aadObjectId").lower(),
        )

    @property
    def service(self) -> "Reference":
        """Only what holds for the whole tenant."""
        return Reference(self.tenant, self.service_url, self.bot)


class References:
    """Learns references from what comes in, and gives them back while their host is allowed."""

    def __init__(
        self,
        records: Records,
        hosts: ServiceHosts,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._records = records
        self._hosts = hosts
        self._monotonic = monotonic
        self._written: OrderedDict[tuple[str, str], tuple[Reference, float]] = OrderedDict()
        self._seen: OrderedDict[str, Reference] = OrderedDict()

    def see(self, activity: Payload) -> None:
        """Keep in memory where somebody was last heard, in a channel too."""
        reference = Reference.of(activity)
        _keep(self._seen, _key(reference.tenant, user_of(activity)), reference)

    async def learn(self, activity: Payload) -> None:
        """Store the reference of an activity if it is new; without the store, try again later."""
        reference = Reference.of(activity)
        installs = text_at(activity, "type") != "message"
        try:
            await self._write(TENANT, reference.tenant, reference.service)
            if is_personal(activity) and user_of(activity):
                key = _key(reference.tenant, user_of(activity))
                await self._write(PERSON, key, reference, even_if_known=installs)
        except StoreUnavailable:
            logger.warning("a Teams reference can't be stored: the store is away")

    async def forget(self, activity: Payload) -> None:
        """The app was removed from a personal chat: it can't be written to any more."""
        key = _key(tenant_of(activity), user_of(activity))
        self._written.pop((PERSON, key), None)
        self._seen.pop(key, None)
        try:
            await self._records.delete(PERSON, key)
        except StoreUnavailable:
            logger.warning("a Teams reference can't be removed: the store is away")

    async def personal(self, tenant: str, user: str) -> Reference | None:
        """The personal chat with somebody. Raises StoreUnavailable."""
        return await self._read(PERSON, _key(tenant, user))

    async def service(self, tenant: str) -> Reference | None:
        """Where a tenant's connector service is. Raises StoreUnavailable."""
        return await self._read(TENANT, tenant.lower())

    def last_seen(self, tenant: str, user: str) -> Reference | None:
        return self._seen.get(_key(tenant, user))

    async def keep(self, reference: Reference, user: str) -> None:
        """Store the personal chat that the bot opened. Raises StoreUnavailable."""
        await self._write(PERSON, _key(reference.tenant, user), reference)

    async def _write(
        self, kind: str, key: str, reference: Reference, *, even_if_known: bool = False
    ) -> None:
        known = self._written.get((kind, key))
        now = self._monotonic()
        if known and known[0] == reference and now < known[1] and not even_if_known:
            return
        if _reference(await self._records.get(kind, key)) != reference:
            await self._records.put(kind, key, asdict(reference))
        _keep(self._written, (kind, key), (reference, now + TRUSTED_FOR))

    async def _read(self, kind: str, key: str) -> Reference | None:
        reference = _reference(await self._records.get(kind, key))
        if reference is None or not self._hosts.allows(reference.service_url):
            return None
        return reference


def _key(tenant: str, user: str) -> str:
    # Teams' own ids (29:…) tell upper from lower case, object ids don't.
    return f"{tenant.lower()}:{user if ':' in user else user.lower()}"


def _reference(body: Document | None) -> Reference | None:
    if body is None:
        return None
    return Reference(**{name: text_at(body, name) for name in Reference.__dataclass_fields__})


def _keep(memory: OrderedDict[K, V], key: K, value: V) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > REMEMBERED:
        memory.popitem(last=False)
