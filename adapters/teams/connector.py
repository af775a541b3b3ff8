"""Calls to the Bot Framework's connector service.

botbuilder's own client blocks the event loop and spends most of a call in its retry policy, so
these few calls are made here, on aiohttp. The interface is that of
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.teams.credentials import Credentials
from adapters.teams.errors import Undelivered
from adapters.teams.hosts import ServiceHosts
from adapters.teams.outcomes import broken, failure
from adapters.teams.payload import Payload, dump, parse, text_at
from adapters.teams.web import Web, read_limited
from adapters.timely import TimelyBody
from routing.notices import Refused


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    retry_after: str | None


class Connector:
    """Every method raises Undelivered; none talks to a host that isn't allowed."""

    def __init__(self, web: Web, credentials: Credentials, hosts: ServiceHosts) -> None:
        self._web = web
        self._credentials = credentials
        self._hosts = hosts

    async def create(
        self, service_url: str, conversation: str, activity: Payload, reply_to: str | None = None
    ) -> str:
        """Post an activity; its id, empty where the service gives none."""
        path = ["conversations", conversation, "activities", *([reply_to] if reply_to else [])]
        return text_at(await self._call("POST", service_url, path, activity), "id")

    async def update(
        self, service_url: str, conversation: str, activity_id: str, activity: Payload
    ) -> None:
        """Put another activity in the place of one that was posted."""
        path = ["conversations", conversation, "activities", activity_id]
        await self._call("PUT", service_url, path, activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        path = ["conversations", conversation, "activities", activity_id]
        await self._call("DELETE", service_url, path)

    async def open(self, service_url: str, parameters: Payload) -> str:
        """Open a conversation, or find the one that is open already; its id."""
        conversation = text_at(
            await self._call("POST", service_url, ["conversations"], parameters), "id"
        )
        if not conversation:
            raise Undelivered(Refused("no_conversation"))
        return conversation

    async def member(self, service_url: str, conversation: str, user: str) -> Payload:
        """The record of a person in a conversation."""
        path = ["conversations", conversation, "members", user]
        return await self._call("GET", service_url, path)

    async def _call(
        self, method: str, service_url: str, path: list[str], body: Payload | None = None
    ) -> Payload:
        if not self._hosts.allows(service_url):
            raise Undelivered(Refused("service_host_not_allowed"))
        url = "/".join([service_url.rstrip("/"), "v3", *(quote(part, safe="") for part in path)])
        token = await self._credentials.token()
        answer = await self._send(method, url, body, token)
        if answer.status == 401:
            token = await self._credentials.token(refused=token)
            answer = await self._send(method, url, body, token)
        if not 200 <= answer.status < 300:
            raise Undelivered(failure(answer.status, answer.body, answer.retry_after))
        return _object(answer.body)

    async def _send(self, method: str, url: str, body: Payload | None, token: str) -> _Answer:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        content = TimelyBody(dump(body or {}), "application/json; charset=utf-8")
        try:
            with content.sending():
                return await self._exchange(method, url, headers, None if body is None else content)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Undelivered(broken(error)) from error

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: TimelyBody | None
    ) -> _Answer:
        async with self._web.session().request(
            method,
            URL(url, encoded=True),
            data=content,
            headers=headers,
            allow_redirects=False,
        ) as response:
            retry_after = response.headers.get("Retry-After")
            return _Answer(response.status, await read_limited(response), retry_after)


def _object(body: bytes) -> Payload:
    try:
        return parse(body)
    except ValueError:
        # The service took it; what it adds in its answer isn't needed.
        return {}
