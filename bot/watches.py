"""Who watches over the bot from elsewhere: a web address, or somebody who gets mail."""

from adapters.watch.web import WebWatch
from bot.ports import Channel, Clock, Watch
from content.messages import load_words
from routing.card import Card
from routing.notices import Delivery, Recipient, Sent


class MailWatch:
    """Writes a mail to ``address``; a rule there rings when no more come."""

    def __init__(self, mail: Channel, address: str, clock: Clock) -> None:
        self._mail = mail
        self._address = address
        self._clock = clock

    async def tell(self) -> str | None:
        """Write once. Returns what went wrong."""
        at = self._clock.now().isoformat(timespec="seconds")
        to = Recipient("mail", self._address, self._address, "en", email=self._address)
        card = Card(title=load_words("en")("alive", at=at))
        outcome = await self._mail.send(Delivery(f"alive/{at}", to, card, thread="alive"))
        return None if isinstance(outcome, Sent) else type(outcome).__name__


def watch_at(where: str, mail: Channel, clock: Clock) -> Watch:
    """The watch that ``IOM_ALIVE_TO`` names."""
    return MailWatch(mail, where, clock) if is_mail(where) else WebWatch(where)


def is_mail(where: str) -> bool:
    return "://" not in where
