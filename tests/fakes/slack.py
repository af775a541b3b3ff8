"""A small Slack: the Web API and response_urls over real HTTP, as far as the bot uses them.

It checks tokens, users, blocks and the three seconds of a trigger_id, keeps every message, and
fails on request: ``slack.fail("chat.postMessage", RateLimited(7), Cut())``. ``closed`` are
conversations that take nothing, each with the error that says so.
"""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.fakes.http import serving
from tests.fakes.slack_blocks import message_faults, view_faults
from tests.fakes.slack_faults import Broken, Cut, Fault, Hang, RateLimited, Refuse
from tests.fakes.slack_files import Files, SlackError
from tests.fakes.slack_payloads import BOT_USER, TEAM, fresh, stamp
from tests.fakes.slack_shown import Message, User, Users

BOT_TOKEN = "xoxb-test"
APP_TOKEN = "xapp-test"

Arguments = dict[str, Any]
Method = Callable[[Arguments], Arguments]


class FakeSlack:
    """``async with FakeSlack() as slack``; ``now`` gives seconds, for the age of trigger ids."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.users = Users()
        self.tokens = {BOT_TOKEN: TEAM}
        self.scopes = {"files:write"}
        self.files = Files()
        self.closed: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.messages: list[Message] = []
        self.views: list[Arguments] = []
        self.responses: list[Arguments] = []
        self.calls: list[tuple[str, Arguments]] = []
        self.sockets: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.acknowledged: asyncio.Queue[Arguments] = asyncio.Queue()
        self._now = now
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._triggers: dict[str, float] = {}
        self._over = asyncio.Event()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/socket", self._socket)
        self.host = await self._stack.enter_async_context(serving(app))
        self.url, self.files.url = f"{self.host}/api/", f"{self.host}/upload"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._stack.aclose()

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one for each fault; ``respond`` is one too."""
        self._faults[method].extend(faults)

    def trigger(self) -> str:
        """A trigger_id, good once and for three seconds."""
        trigger_id = fresh("trigger.")
        self._triggers[trigger_id] = self._now()
        return trigger_id

    def response_url(self) -> str:
        return f"{self.host}/respond/{fresh('R')}"

    def direct(self, user: str) -> str:
        """The id of the bot's conversation with somebody."""
        return f"D{user[1:]}"

    def sent_to(self, user: str) -> list[Message]:
        return [m for m in self.messages if m.channel == self.direct(user)]

    def called(self, method: str) -> list[Arguments]:
        return [arguments for name, arguments in self.calls if name == method]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((name, arguments))
        return await self._answer(name, request, lambda: self._call(name, request, arguments))

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        payload = await request.json()

        def record() -> Arguments:
            if "blocks" in payload and message_faults(payload["blocks"]):
                raise SlackError("invalid_blocks")
            self.responses.append(payload)
            return {}

        return await self._answer("respond", request, record)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        fault = self._faults["upload"].popleft() if self._faults["upload"] else None
        if isinstance(fault, Broken):
            return web.Response(status=fault.status)
        status = self.files.upload(request.match_info["id"], data)
        return web.Response(status=status, text=f"OK - {len(data)}")

    async def _answer(
        self, name: str, request: web.Request, effect: Callable[[], Arguments]
    ) -> web.StreamResponse:
        fault = self._faults[name].popleft() if self._faults[name] else None
        match fault:
            case Hang():
                await self._over.wait()
            case RateLimited(retry_after):
                headers = {"Retry-After": str(retry_after)}
                refusal = {"ok": False, "error": "ratelimited"}
                return web.json_response(refusal, status=429, headers=headers)
            case Refuse(code):
                return web.json_response({"ok": False, "error": code})
            case Broken(status, recorded):
                if recorded:
                    effect()
                return web.Response(status=status, text="<html>oh no</html>")
            case Cut():
                effect()
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
        try:
            return web.json_response({"ok": True, **effect()})
        except SlackError as error:
            status = 400 if name == "respond" else 200
            return web.json_response({"ok": False, "error": error.code}, status=status)

    def _call(self, name: str, request: web.Request, arguments: Arguments) -> Arguments:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if name == "oauth.v2.access":
            return self._installed(arguments)
        if name == "apps.connections.open":
            if token != APP_TOKEN:
                raise SlackError("invalid_auth")
            return {"url": f"{self.host.replace('http', 'ws')}/socket"}
        if token not in self.tokens:
            raise SlackError("invalid_auth")
        methods: Mapping[str, Method] = {
            "auth.test": lambda _: {
                "user_id": BOT_USER,
                "bot_id": "B1",
                "team_id": self.tokens[token],
            },
            "users.info": self._user,
            "conversations.open": self._opened,
            "conversations.history": self._history,
            "chat.postMessage": self._posted,
            "chat.update": self._updated,
            "views.open": self._view,
            "files.getUploadURLExternal": self.files.grant,
            "files.completeUploadExternal": self._shared,
        }
        if name not in methods:
            raise SlackError("unknown_method")
        if name.startswith("files.") and "files:write" not in self.scopes:
            raise SlackError("missing_scope")
        return methods[name](arguments)

    def _user(self, arguments: Arguments) -> Arguments:
        user = self._known(arguments.get("user", ""))
        details = {"real_name": user.name, "phone": user.phone}
        if user.email:
            details["email"] = user.email
        told = {"id": user.id, "name": user.id.lower(), "profile": details}
        if arguments.get("include_locale") == "true":
            told["locale"] = user.locale
        return {"user": told}

    def _opened(self, arguments: Arguments) -> Arguments:
        return {"channel": {"id": self.direct(self._known(arguments["users"]).id)}}

    def _history(self, arguments: Arguments) -> Arguments:
        """Newest first, a page at a time."""
        found = [m for m in reversed(self.messages) if m.channel == arguments["channel"]]
        start, limit = int(arguments.get("cursor") or 0), int(arguments["limit"])
        shown = [
            {
                "ts": m.ts,
                "text": m.text,
                "metadata": m.metadata,
                "files": [{"id": f.id, "name": f.name, "title": f.title} for f in m.files],
            }
            for m in found
        ]
        more = str(start + limit) if len(found) > start + limit else ""
        page = shown[start : start + limit]
        return {"messages": page, "response_metadata": {"next_cursor": more}}

    def _posted(self, arguments: Arguments) -> Arguments:
        _check_message(arguments)
        if code := self.closed.get(arguments["channel"]):
            raise SlackError(code)
        message = Message(
            channel=arguments["channel"],
            ts=stamp(),
            text=arguments["text"],
            blocks=arguments.get("blocks") or [],
            metadata=arguments.get("metadata"),
            thread_ts=arguments.get("thread_ts"),
        )
        self.messages.append(message)
        return {"channel": message.channel, "ts": message.ts}

    def _shared(self, arguments: Arguments) -> Arguments:
        """The files as a message of the bot's; what it is told of it has no ``ts``, as in Slack."""
        channel = arguments.get("channel_id", "")
        if channel not in {self.direct(user) for user in self.users}:
            raise SlackError("channel_not_found")
        if code := self.closed.get(channel):
            raise SlackError(code)
        files = self.files.share(arguments)
        text = arguments.get("initial_comment", "")
        self.messages.append(Message(channel, stamp(), text, files=files))
        return {"files": [{"id": file.id, "title": file.title} for file in files]}

    def _updated(self, arguments: Arguments) -> Arguments:
        _check_message(arguments)
        place = (arguments["channel"], arguments["ts"])
        found = [m for m in self.messages if (m.channel, m.ts) == place]
        if not found:
            raise SlackError("message_not_found")
        found[0].text, found[0].blocks = arguments["text"], arguments.get("blocks") or []
        found[0].edited += 1
        return {"channel": found[0].channel, "ts": found[0].ts}

    def _view(self, arguments: Arguments) -> Arguments:
        begun = self._triggers.pop(arguments.get("trigger_id", ""), None)
        if begun is None:
            raise SlackError("invalid_trigger_id")
        if self._now() - begun > 3:
            raise SlackError("expired_trigger_id")
        if view_faults(arguments.get("view")):
            raise SlackError("invalid_arguments")
        self.views.append(arguments["view"])
        return {"view": {"id": fresh("V")}}

    def _installed(self, arguments: Arguments) -> Arguments:
        """``codes`` says which workspace each code is for."""
        team = self.codes.pop(arguments.get("code", ""), None)
        if team is None:
            raise SlackError("invalid_code")
        token = f"xoxb-{team}"
        self.tokens[token] = team
        return {
            "app_id": "A1",
            "access_token": token,
            "token_type": "bot",
            "scope": "chat:write",
            "bot_user_id": BOT_USER,
            "team": {"id": team, "name": "Example"},
            "authed_user": {"id": "U1"},
        }

    def _known(self, user: str) -> User:
        if user not in self.users:
            raise SlackError("user_not_found")
        return self.users[user]

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        """Socket Mode: what the test sends, and the bot's acknowledgements."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self.sockets.put(socket)
        async for said in socket:
            if said.type is WSMsgType.TEXT:
                await self.acknowledged.put(json.loads(said.data))
        return socket


def _check_message(arguments: Arguments) -> None:
    if not arguments.get("text") and not arguments.get("blocks"):
        raise SlackError("no_text")
    if arguments.get("blocks") and message_faults(arguments["blocks"]):
        raise SlackError("invalid_blocks")


async def _arguments(request: web.Request) -> Arguments:
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(await request.post())
