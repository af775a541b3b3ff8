"""Nine people who keep their entries for a year: three languages, each by three channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.fakes.teams_activities import Member
from tests.pages import links_in, look
from tests.pages import press as press_page
from tests.shown import shown
from tests.slack_side import labels
from tests.stage import Stage
from tests.teams_side import titles
from tests.transcripts.cast import EVE, MAHAMAT, ROSA

DORA = "UDORA"
"""The deputy of everybody; she confirms whatever she is asked."""

CONFIRMED = "2026-02-20"
HAND_OVER: Final = {
    "en": "I have handed over to …",
    "fr": "J'ai transmis mes fonctions à …",
    "es": "He traspasado mis funciones a …",
}
"""The button of the form that has its verb in common with the one for changes."""
_HEAD = "post,rank,name,email,phone,slack,teams,language,timezone,verified_on"


@dataclass(frozen=True)
class Person:
    """Who is asked in ``language`` by ``channel``; ``country`` is one whose ladder has them."""

    name: str
    channel: str
    language: str
    post: str
    country: str
    timezone: str

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@example.org"

    @property
    def slack(self) -> str:
        return f"U{self.name.upper()}"

    @property
    def member(self) -> Member:
        ordinal = f"{sum(map(ord, self.name)):012}"
        locale = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}[self.language]
        return Member(f"77777777-aaaa-4aaa-8aaa-{ordinal}", self.name, self.email, locale)

    @property
    def entry(self) -> str:
        slack = self.slack if self.channel == "slack" else ""
        teams = self.member.object_id if self.channel == "teams" else ""
        return (
            f"{self.post},1,{self.name},{self.email},,{slack},{teams},{self.language},"
            f"{self.timezone},{CONFIRMED}"
        )

    async def enter(self, stage: Stage) -> None:
        """They have an account where they are asked, and the bot knows it."""
        if self.channel == "slack":
            stage.slack.users.add(self.slack, self.email, self.name, self.member.locale)
            await stage.slash(self.slack, "help")
        if self.channel == "teams":
            stage.teams.members[self.member.object_id] = self.member
            await stage.say_in_teams(self.member, "/iom help")

    def received(self, stage: Stage) -> list[str]:
        """All that they were sent on their own channel, the oldest first."""
        if self.channel == "slack":
            return [shown(message.blocks) for message in stage.slack.sent_to(self.slack)]
        if self.channel == "teams":
            return [shown(sent.card) for sent in stage.chat(self.member)]
        found = [mail for mail in stage.smtp.mails if self.email in mail["To"]]
        return [f"{m['Subject']}\n{' '.join(m.get_content().split())}" for m in found]

    async def press(self, stage: Stage, verb: str, label: str = "", **inputs: str) -> str:
        """Press a button of the last message that has it, its form filled in; the answer."""
        which = label or verb
        if self.channel == "slack":
            sent = stage.slack.sent_to(self.slack)
            message = next(m for m in reversed(sent) if label in labels(m) or not label)
            if inputs:
                return shown((await stage.fill(self.slack, message, which, **inputs)).blocks)
            return shown((await stage.press(self.slack, message, which)).blocks)
        if self.channel == "teams":
            chat = stage.chat(self.member)
            card = next(s for s in reversed(chat) if label in titles(s.card) or not label)
            return shown((await stage.press_in_teams(self.member, card, which, **inputs)).card)
        page = await look(stage, links_in(stage, self.email)[-1])
        return (await press_page(stage, page, verb, "handed" if label else "", **inputs)).text

    async def hand_over(self, stage: Stage, heir: "Person") -> str:
        """Say that ``heir`` has one's entries now; the answer."""
        label = HAND_OVER[self.language]
        return await self.press(stage, "change", label, name=heir.name, email=heir.email)

    async def ladder(self, stage: Stage) -> str:
        """Who is told in their country, as a stranger reads it who has their language."""
        asked = f"who shelter {self.country}"
        if self.language == "fr":
            return await stage.say_in_teams(MAHAMAT, asked)
        return await stage.slash(EVE if self.language == "en" else ROSA, asked)


PEOPLE: Final = (
    Person("Anna", "slack", "en", "rts:nairobi", "kenya", "Africa/Nairobi"),
    Person("Boris", "teams", "en", "rts:vienna", "ukraine", "Europe/Vienna"),
    Person("Clare", "mail", "en", "rts:bangkok", "thailand", "Asia/Bangkok"),
    Person("Diane", "slack", "fr", "rts:dakar", "senegal", "Africa/Dakar"),
    Person("Emile", "teams", "fr", "rts:cairo", "egypt", "Africa/Cairo"),
    Person("Flore", "mail", "fr", "rts:brussels", "belgium", "Europe/Brussels"),
    Person("Gloria", "slack", "es", "rts:panama", "chile", "America/Santiago"),
    Person("Hugo", "teams", "es", "rts:pretoria", "ZAF", "Africa/Johannesburg"),
    Person("Irene", "mail", "es", "prd:shelter_settlements", "peru", "Europe/Zurich"),
)

SUCCESSORS: Final[Mapping[str, Person]] = {
    person.name: Person(
        f"New{person.name.lower()}",
        person.channel,
        person.language,
        person.post,
        person.country,
        person.timezone,
    )
    for person in PEOPLE
}


def everybody() -> str:
    """The directory's CSV: the nine, and their deputy."""
    deputy = "{},2,Dora,dora@example.org,,{},,en,Europe/Vienna,{}"
    lines = [
        line
        for person in PEOPLE
        for line in (person.entry, deputy.format(person.post, DORA, CONFIRMED))
    ]
    return "\n".join([_HEAD, *lines])
