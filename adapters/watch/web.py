"""A web address that is called while all is well: services for that ring when the calls stop."""

import aiohttp

SECONDS = 10.0


class WebWatch:
    """Calls ``url`` by GET, as the services for dead-man's switches want it."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    async def tell(self) -> str | None:
        """Call it once, within ``seconds``. Returns what went wrong, without the address."""
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout) as session,
                session.get(self._url, allow_redirects=False) as answer,
            ):
                return None if answer.status < 300 else f"http_{answer.status}"
        except TimeoutError:
            return "timeout"
        except aiohttp.ClientError as fault:
            # Its words may hold the address, and that a secret.
            return type(fault).__name__
