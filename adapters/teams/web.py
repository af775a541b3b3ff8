"""The HTTP client that everything outbound to Microsoft shares."""

import aiohttp

from adapters.teams.payload import Payload, parse

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
MAX_BODY = 1_000_000
"""Bytes read of an answer; OpenID key sets have about 20 thousand."""


class Web:
    """One connection pool, opened in the running loop when it is first needed."""

    def __init__(self, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=15),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def get_object(self, url: str) -> Payload:
        """A JSON object. Raises aiohttp.ClientError, TimeoutError or ValueError."""
        async with self.session().get(url, allow_redirects=False) as response:
            response.raise_for_status()
            return parse(await read_limited(response))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


async def read_limited(response: aiohttp.ClientResponse) -> bytes:
    """The answer's body, at most ``MAX_BODY`` bytes of it."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        chunks.append(chunk)
        if size > MAX_BODY:
            response.close()
            break
    return b"".join(chunks)[:MAX_BODY]
