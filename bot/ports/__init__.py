"""What the bot needs from outside; adapters fill these by shape, without importing them."""

from bot.ports.memory import Document
from bot.ports.outside import Channel, Clock, Profiles, Records, Watch
from bot.ports.store import Reader, Store, Writer

__all__ = [
    "Channel",
    "Clock",
    "Document",
    "Profiles",
    "Reader",
    "Records",
    "Store",
    "Watch",
    "Writer",
]
