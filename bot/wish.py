"""What somebody wants, as far as it is known: the state of a dialogue and of its buttons."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal
from urllib.parse import parse_qsl

from routing.topics import DEFAULT_SEVERITY, SEVERITIES, TOPIC_SLUGS, Severity
from routing.understanding.findings import Understanding

Aim = Literal["who", "escalate", "simulate"]
AIMS: tuple[Aim, ...] = ("who", "escalate", "simulate")

_SHORT = {
    "key": "k",
    "aim": "a",
    "topic": "t",
    "subject": "u",
    "country": "c",
    "severity": "s",
    "rts_only": "r",
}
CORRECTS = "x"
"""In a button's value: what was understood is wrong."""
_CARRIED = 500
_QUOTED = {ord(mark): f"%{ord(mark):02X}" for mark in "%&+;="}


@dataclass(frozen=True, slots=True)
class Wish:
    """``key`` names the wish: however often it is sent, it is granted once.

    ``rts_only`` says that no topic is wanted, just the Regional Thematic Specialist.
    """

    key: str
    aim: Aim
    topic: str | None = None
    subject: str | None = None
    country: str | None = None
    severity: Severity = DEFAULT_SEVERITY
    rts_only: bool = False
    summary: str = ""

    @property
    def topic_known(self) -> bool:
        return self.topic is not None or self.subject is not None or self.rts_only

    @property
    def complete(self) -> bool:
        return self.topic_known and self.country is not None

    def value(self) -> str:
        """What a button carries: everything but the summary, short enough for any platform."""
        fields = {
            short: "1" if value is True else str(value)
            for name, short in _SHORT.items()
            if (value := getattr(self, name))
        }
        return "&".join(f"{name}={text}" for name, text in fields.items())

    def correction(self) -> str:
        """What the button carries that asks what was wrong."""
        return f"{self.value()}&{CORRECTS}=1"

    def with_topic(self, slug: str) -> "Wish":
        """The wish with a topic chosen; anything that isn't a topic asks for the RTS alone."""
        if slug in TOPIC_SLUGS:
            return replace(self, topic=slug, rts_only=False)
        return replace(self, topic=None, rts_only=True)

    def with_country(self, iso3: str) -> "Wish":
        return replace(self, country=iso3)

    def document(self) -> dict[str, Any]:
        return asdict(self)


def wish_of_document(document: Mapping[str, Any]) -> Wish:
    names = Wish.__dataclass_fields__
    return Wish(**{name: value for name, value in document.items() if name in names})


def wish_of_value(value: str) -> Wish | None:
    """What a button carried; None where it isn't a wish."""
    fields = dict(parse_qsl(value))
    aim = next((aim for aim in AIMS if aim == fields.get("a")), None)
    if aim is None or "k" not in fields:
        return None
    severity = next((s for s in SEVERITIES if s == fields.get("s")), DEFAULT_SEVERITY)
    return Wish(
        key=fields["k"],
        aim=aim,
        topic=fields.get("t"),
        subject=fields.get("u"),
        country=fields.get("c"),
        severity=severity,
        rts_only=fields.get("r") == "1",
    )


def form_value(wish: Wish, summary: str) -> str:
    """What a button carries that asks how severe it is and what happened, before it opens.

    As much of the summary as any platform's button takes comes along.
    """
    carried = summary[:_CARRIED].translate(_QUOTED)
    return f"{wish.value()}&f=1&m={carried}" if carried else f"{wish.value()}&f=1"


def simulate_value(wish: Wish) -> str:
    """What the dry run's button on a ladder carries; the ladder stays where it is."""
    return f"{replace(wish, aim='simulate').value()}&l=1"


def stays(value: str) -> bool:
    """Does the card with this button stay, with the answer beside it?"""
    return dict(parse_qsl(value)).get("l") == "1"


def form_summary(value: str) -> str | None:
    """What a form begins with; None where the button opens none."""
    fields = dict(parse_qsl(value))
    return fields.get("m", "") if fields.get("f") == "1" else None


def wish_of_understanding(key: str, aim: Aim, found: Understanding) -> Wish:
    """What a text asks for; what it would have to ask back stays open.

    A text that asks for nobody doesn't ask for the RTS either. What other posts than the ladder's
    answer for (relations with the UN, IT, donors) is outside DOE too, unless it is also a topic.
    """
    subject = found.subject or (found.referral if found.topic is None else None)
    return Wish(
        key=key,
        aim=aim,
        topic=found.topic,
        subject=subject,
        country=found.country,
        severity=found.severity or DEFAULT_SEVERITY,
        rts_only=found.intent in ("who", "escalate")
        and found.topic is None
        and subject is None
        and found.ask not in ("topic", "both"),
        summary=found.summary,
    )
