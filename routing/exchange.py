"""What a platform hands to the bot, and what the bot hands back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from routing.card import Action, Card
from routing.people import Account, Profile

Surface = Literal["command", "message", "action"]


@dataclass(frozen=True, slots=True)
class Call:
    """A button or menu used, or a form sent: its verb, its value, and what was filled in."""

    verb: str
    value: str
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody said or pressed.

    ``key`` is the same for repeated deliveries of the same thing and different otherwise.
    ``conversation`` tells dialogues apart: the channel or thread, and the person in it.
    ``profile`` is what the payload itself says about the account, if anything. ``private`` is
    False where others read the answer too.
    """

    key: str
    account: Account
    conversation: str
    surface: Surface
    text: str = ""
    call: Call | None = None
    profile: Profile | None = None
    mentions: Mapping[str, str] = field(default_factory=dict)
    private: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer. ``form`` asks for an action's inputs first (a modal in Slack).

    ``replaces`` is True where the card that held the button gives way to this one. ``faults`` says
    of a form's fields, by their names, why what was typed there can't be right; the card says so
    too.
    """

    card: Card
    form: Action | None = None
    replaces: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)
