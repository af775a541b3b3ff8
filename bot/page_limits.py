"""How often a link's buttons may be pressed: whoever has one can't have mails sent without end."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

_LINKS_AT_MOST: Final = 2_000


class Allowance:
    """So many presses of one link in a stretch of time, counted in this process."""

    def __init__(self, presses: int, within: timedelta) -> None:
        self._presses = presses
        self._within = within
        self._since: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def take(self, link: str, now: datetime) -> bool:
        """Count a press; False where it is one too many."""
        begun, count = self._since.get(link, (now, 0))
        if now - begun >= self._within:
            begun, count = now, 0
        self._since[link] = (begun, count + 1)
        self._since.move_to_end(link)
        while len(self._since) > _LINKS_AT_MOST:
            self._since.popitem(last=False)
        return count < self._presses
