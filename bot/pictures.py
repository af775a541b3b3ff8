"""Putting pictures to messages right before they go out; the words never wait for long."""

import asyncio
import json
import logging
from dataclasses import replace
from typing import Final, Protocol

from adapters.pictures.charts import Chart
from bot.charts import chart_of
from bot.figures import Figures
from bot.knowledge import Knowledge
from content.cards.pictures import picture_text
from routing.errors import NotDrawn
from routing.notices import NOT_DRAWN, Delivery, Later, Outcome, Picture, Posted, mark_of

logger = logging.getLogger(__name__)

_NOT_READY: Final = Later("drawing")
_FAILED: Final = Later("not_drawn")
_ATTEMPTS: Final = 6
"""At so many, which is after a minute, the words of a mail don't wait for a slow picture any more,
and one that can't be drawn is given up."""
_BY_MAIL: Final = 1.0
"""Seconds that a mail waits in an attempt: few hands send mails, and calls for help need them."""


class Draughtsman(Protocol):
    async def draw(self, chart: Chart, patience: float) -> bytes | None:
        """PNG; None where it isn't ready within ``patience`` seconds. Raises NotDrawn."""


class Pictures:
    def __init__(self, knowledge: Knowledge, draughtsman: Draughtsman, figures: Figures) -> None:
        self._knowledge = knowledge
        self._draughtsman = draughtsman
        self._figures = figures

    async def put(self, posted: Posted, delivery: Delivery, patience: float) -> Delivery | Outcome:
        """The delivery with its picture, if it has one, within ``patience`` seconds.

        An outcome where it doesn't go now: a picture that isn't ready, or can't be drawn at all.
        """
        notice = posted.notice
        is_picture = notice.kind == "picture"
        if not is_picture and not (notice.kind == "coverage" and notice.to.route == "mail"):
            return delivery
        if "picture" not in notice.facts:
            return NOT_DRAWN if is_picture else delivery
        try:
            by_mail = notice.to.route == "mail"
            picture = await self._drawn(posted, min(patience, _BY_MAIL) if by_mail else patience)
        except Exception as fault:
            level = logging.WARNING if isinstance(fault, NotDrawn) else logging.ERROR
            logger.log(level, "notice %d has no picture: %s", posted.id, fault)
            if is_picture and posted.attempts < _ATTEMPTS:
                return _FAILED
            self._figures.picture("failed")
            return NOT_DRAWN if is_picture else delivery
        if picture is not None:
            self._figures.picture("drawn")
            return replace(delivery, picture=picture)
        if is_picture or posted.attempts < _ATTEMPTS:
            return _NOT_READY
        logger.warning("notice %d goes without its picture: not ready in time", posted.id)
        self._figures.picture("late")
        return delivery

    async def _drawn(self, posted: Posted, patience: float) -> Picture | None:
        labels = self._knowledge.labels(posted.notice.to.language)
        figures, structure = posted.notice.facts["picture"], self._knowledge.content.structure
        chart = await asyncio.to_thread(chart_of, figures, labels, structure)
        png = await self._draughtsman.draw(chart, patience)
        if png is None:
            return None
        name = f"{json.loads(figures)['about']}-{mark_of(posted.notice.key)}.png"
        return Picture(name, picture_text(figures, labels), png)
