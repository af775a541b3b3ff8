"""The way out: which proxy the environment names for an address."""

from functools import lru_cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_for(url: str) -> str | None:
    """The proxy for this address by ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY``, else None.

    The environment is looked at once for each host: an HTTP session that does so for every request
    reads a ``.netrc`` each time too, which costs more than the request and may set its credentials
    against our token.

    Raises:
        ValueError: not an address.
    """
    parts = urlsplit(url)
    return _proxy_for(parts.scheme, parts.hostname or "")


@lru_cache(maxsize=64)
def _proxy_for(scheme: str, host: str) -> str | None:
    proxy = getproxies().get(scheme) or None
    return None if proxy is None or proxy_bypass(host) else proxy
