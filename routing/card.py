"""The neutral card: a message as it will look, before any platform's dialect."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Verb = Literal[
    "ack",
    "next",
    "handover",
    "resolve",
    "cancel",
    "details",
    "confirm",
    "change",
    "away",
    "notme",
    "flag",
    "choose",
]
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
Style = Literal["default", "primary", "danger"]
Tone = Literal["neutral", "good", "attention"]


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines, such as one step of a ladder."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to open: http(s), ``mailto:`` or ``tel:``."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Input:
    """Something to fill in: ``line`` and ``lines`` of text, or one of ``choices``."""

    name: str
    label: str
    kind: Literal["line", "lines", "choice"] = "line"
    choices: tuple[Choice, ...] = ()
    value: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button. ``value`` comes back unchanged; with ``inputs`` these are asked for first.

    ``verb`` begins the identifier of the button on every platform.
    """

    verb: Verb
    label: str
    value: str
    style: Style = "default"
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to choose one thing from; the choice's value comes back as the action's value."""

    verb: Verb
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A message. All text is plain: renderings escape it and shorten it to their limits.

    ``fallback`` is one line for notifications and places without cards; ``reference`` the case
    (``IOM-7``) that the card is about.
    """

    title: str
    text: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    actions: tuple[Action, ...] = ()
    menus: tuple[Menu, ...] = ()
    footer: tuple[str, ...] = ()
    tone: Tone = "neutral"
    reference: str | None = None

    @property
    def fallback(self) -> str:
        parts = [self.title, *self.text[:1]]
        return " · ".join(part for part in parts if part)
