"""A Bot Connector service on 127.0.0.1: OpenID metadata, keys, tokens, and conversations.

It signs activities with real RSA keys, believes only the tokens that it gave out, and keeps what
it is sent in ``sent``. ``fail``, ``drop`` and ``hold`` make the next calls go wrong; ``closed`` are
conversations that take nothing, each with the status and code that say so.

    async with FakeConnector() as teams:
        body, headers = teams.signed(teams.message("who can help?"))
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from aiohttp import web
from jwt.algorithms import RSAAlgorithm

from tests.fakes.pictures import picture_fault
from tests.fakes.teams_activities import (
    AMINA,
    ISSUER,
    PASSWORD,
    Member,
    Sent,
    TeamsActivities,
    private_key,
)

MOST_BYTES = 256_000
"""Of a whole activity; more is answered with 413, as by the Bot Framework's service."""


@dataclass(slots=True)
class _Trouble:
    kind: Literal["fail", "drop", "hold"]
    method: str
    response: web.Response | None = None


@dataclass
class FakeConnector(TeamsActivities):
    members: dict[str, Member] = field(default_factory=lambda: {AMINA.object_id: AMINA})
    sent: list[Sent] = field(default_factory=list)
    opened: list[dict[str, Any]] = field(default_factory=list)
    token_requests: list[dict[str, str]] = field(default_factory=list)
    key_requests: int = 0
    closed: dict[str, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tokens: set[str] = set()
        self._troubles: deque[_Trouble] = deque()
        self._runner: web.AppRunner | None = None
        self._released = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._trouble], client_max_size=MOST_BYTES)
        conversation = "/v3/conversations/{conversation}"
        app.add_routes(
            [
                web.get("/openid", self._metadata),
                web.get("/keys", self._keys),
                web.post("/token", self._token),
                web.post("/v3/conversations", self._open),
                web.post(f"{conversation}/activities", self._post),
                web.post(f"{conversation}/activities/{{activity}}", self._post),
                web.put(f"{conversation}/activities/{{activity}}", self._put),
                web.delete(f"{conversation}/activities/{{activity}}", self._delete),
                web.get(f"{conversation}/members/{{member}}", self._member),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._released.set()
        if self._runner:
            await self._runner.cleanup()

    # What the bot is told about this server.

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/openid"

    @property
    def token_url(self) -> str:
        return f"{self.url}/token"

    # What goes wrong.

    def fail(
        self,
        status: int,
        code: str = "",
        *,
        method: str = "",
        retry_after: str | None = None,
        body: str | None = None,
        times: int = 1,
    ) -> None:
        """Answer the next calls (of this method) with an error."""
        text = body if body is not None else json.dumps({"error": {"code": code, "message": ""}})
        headers = {"Retry-After": retry_after} if retry_after else {}
        for _ in range(times):
            response = web.Response(status=status, text=text, headers=headers)
            self._troubles.append(_Trouble("fail", method, response))

    def drop(self, method: str = "") -> None:
        """Close the connection on the next call, after reading it."""
        self._troubles.append(_Trouble("drop", method))

    def hold(self, method: str = "") -> None:
        """Don't answer the next call until ``release``; then with 500."""
        self._troubles.append(_Trouble("hold", method))

    def release(self) -> None:
        self._released.set()

    def revoke(self) -> None:
        """Believe none of the tokens given out so far."""
        self._tokens.clear()

    @web.middleware
    async def _trouble(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        is_call = request.path.startswith("/v3/")
        if is_call and not self._is_known(request):
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        trouble = self._next_trouble(request.method) if is_call else None
        if trouble is None:
            return await handler(request)
        await request.read()
        if trouble.kind == "hold":
            await self._released.wait()
        if trouble.kind == "drop" and request.transport:
            request.transport.abort()
        return trouble.response or web.Response(status=500)

    def _is_known(self, request: web.Request) -> bool:
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self._tokens

    def _next_trouble(self, method: str) -> _Trouble | None:
        if self._troubles and self._troubles[0].method in ("", method):
            return self._troubles.popleft()
        return None

    # The service itself.

    async def _metadata(self, request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        self.key_requests += 1
        endorsed = {"good": ["msteams", "webchat"], "unendorsed": ["webchat"]}
        keys = []
        for name in ("good", "unendorsed"):
            document = RSAAlgorithm.to_jwk(
                private_key(name).public_key(),
                as_dict=True,
            )
            keys.append(document | {"kid": name, "use": "sig", "endorsements": endorsed[name]})
        return web.json_response({"keys": keys})

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.token_requests.append(form)
        if form.get("client_id") != self.app_id or form.get("client_secret") != PASSWORD:
            return web.json_response({"error": "invalid_client"}, status=401)
        token = f"token-{next(self._ids)}"
        self._tokens.add(token)
        return web.json_response(
            {"token_type": "Bearer", "expires_in": 3600, "access_token": token}
        )

    async def _open(self, request: web.Request) -> web.Response:
        parameters = await request.json()
        self.opened.append(parameters)
        member = self._found(str(parameters["members"][0]["id"]))
        if member is None:
            return web.json_response({"error": {"code": "BotNotInConversationRoster"}}, status=403)
        return web.json_response({"id": member.conversation}, status=201)

    async def _post(self, request: web.Request) -> web.Response:
        if refusal := self.closed.get(request.match_info["conversation"]):
            status, code = refusal
            return web.json_response({"error": {"code": code, "message": ""}}, status=status)
        if any(picture_fault(each) for each in (await request.json()).get("attachments", ())):
            return web.json_response({"error": {"code": "BadArgument", "message": ""}}, status=400)
        activity_id = f"out-{next(self._ids)}"
        await self._keep(request, activity_id, request.match_info.get("activity"))
        return web.json_response({"id": activity_id}, status=201)

    async def _put(self, request: web.Request) -> web.Response:
        await self._keep(request, request.match_info["activity"], None)
        return web.json_response({"id": request.match_info["activity"]})

    async def _delete(self, request: web.Request) -> web.Response:
        activity_id = request.match_info["activity"]
        self.sent = [each for each in self.sent if each.activity_id != activity_id]
        return web.Response()

    async def _keep(self, request: web.Request, activity_id: str, reply_to: str | None) -> None:
        conversation = request.match_info["conversation"]
        activity = await request.json()
        self.sent.append(Sent(request.method, conversation, activity_id, activity, reply_to))

    async def _member(self, request: web.Request) -> web.Response:
        member = self._found(request.match_info["member"])
        if member is None:
            return web.json_response({"error": {"code": "MemberNotFound"}}, status=404)
        return web.json_response(
            {
                "id": member.teams_id,
                "objectId": member.object_id,
                "name": member.name,
                "email": member.email,
                "userPrincipalName": member.email,
                "tenantId": self.tenant,
            }
        )

    def _found(self, user: str) -> Member | None:
        return self.members.get(user.removeprefix("29:"))
