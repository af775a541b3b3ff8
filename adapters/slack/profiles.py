"""Who a Slack account is."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from adapters.slack.web import SlackWeb
from routing.people import Account, Profile

_LOG: Final = logging.getLogger(__name__)


class SlackProfiles:
    """``Profiles`` by users.info; ``timeout`` in seconds, a part of the 3 that Slack gives."""

    def __init__(self, web: SlackWeb, *, timeout: float = 1.5) -> None:
        self._web = web
        self._timeout = timeout

    async def profile(self, account: Account) -> Profile | None:
        """None where it isn't a Slack account, or Slack doesn't tell in time."""
        if account.platform != "slack":
            return None
        asked = {"user": account.user, "include_locale": "true"}
        try:
            answer = await self._web.call(
                "users.info", asked, team=account.tenant, form=True, timeout=self._timeout
            )
            return _profile(answer["user"])
        except Exception as error:  # the request goes on without a profile
            _LOG.warning("Slack told no profile: %s", type(error).__name__)
            return None


def _profile(user: Mapping[str, Any]) -> Profile:
    details = user.get("profile") or {}
    return Profile(
        name=details.get("real_name") or user.get("real_name") or user.get("name") or None,
        email=details.get("email") or None,
        locale=user.get("locale") or None,
        phone=details.get("phone") or None,
    )
