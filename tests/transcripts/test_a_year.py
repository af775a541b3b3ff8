"""Thirteen months of nine contacts: all that happens to an entry, as they and others read it.

Three are asked in Slack, three in Teams, three by mail; of each three one reads English, one
French, one Spanish. Before and after whatever happens, the ladder says who is told first, and why.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.verification import verify
from tests.stage import MONDAY, Stage
from tests.transcripts.cast import EVE, ROSA, STEWARD, settings
from tests.transcripts.mail_links import PUBLIC
from tests.transcripts.year_people import CONFIRMED, DORA, PEOPLE, SUCCESSORS, Person, everybody

QUESTION: Final = {
    "asked": {
        "en": "Is this still right?",
        "fr": "Est-ce toujours exact ?",
        "es": "¿Sigue siendo correcto?",
    },
    "reminded": {
        "en": "Please look: is this still right?",
        "fr": "Merci de vérifier : est-ce toujours exact ?",
        "es": "Por favor, revise: ¿sigue siendo correcto?",
    },
    "flagged": {
        "en": "Somebody has said that this entry is wrong.",
        "fr": "Quelqu'un dit que cette fiche est fausse.",
        "es": "Alguien dice que esta ficha es errónea.",
    },
}
ANSWER: Final = {
    "confirmed": {"en": "Thank you.", "fr": "Merci.", "es": "Gracias."},
    "away": {
        "en": "Noted: you are away until {day}.",
        "fr": "C'est noté : absence jusqu'au {day}.",
        "es": "Anotado: ausente hasta el {day}.",
    },
    "stands in": {
        "en": "Dora stands in.",
        "fr": "Dora assure l'intérim.",
        "es": "Dora le sustituye.",
    },
    "handed over": {
        "en": "{name} is asked to accept. Until then the entries stay yours.",
        "fr": "{name} reçoit une demande d'acceptation. D'ici là, les fiches restent les vôtres.",
        "es": "Se pide a {name} que acepte. Hasta entonces las fichas siguen siendo suyas.",
    },
    "offered": {
        "en": "{name} has handed over to you",
        "fr": "{name} vous transmet ses fonctions",
        "es": "{name} le traspasa sus funciones",
    },
    "accepted": {
        "en": "These entries are yours now",
        "fr": "Ces fiches sont désormais les vôtres",
        "es": "Estas fichas son suyas ahora",
    },
}
LADDER: Final = {
    "fresh": {
        "en": "(confirmed {day})",
        "fr": "(fiche confirmée le {day})",
        "es": "(ficha confirmada el {day})",
    },
    "ageing": {
        "en": "(confirmed {day}, due for confirmation)",
        "fr": "(fiche confirmée le {day}, à reconfirmer)",
        "es": "(ficha confirmada el {day}, pendiente de reconfirmar)",
    },
    "stale": {
        "en": "(STALE: last confirmed {day})",
        "fr": "(FICHE PÉRIMÉE : confirmée pour la dernière fois le {day})",
        "es": "(FICHA CADUCADA: confirmada por última vez el {day})",
    },
    "away": {
        "en": "(AWAY until {day})",
        "fr": "(ABSENCE EN COURS jusqu'au {day})",
        "es": "(AUSENTE hasta el {day})",
    },
    "flagged": {
        "en": "(DOUBTFUL: reported as wrong)",
        "fr": "(FICHE DOUTEUSE : signalée comme erronée)",
        "es": "(FICHA DUDOSA: señalada como errónea)",
    },
    "bounced": {
        "en": "(DOUBTFUL: an address doesn't work)",
        "fr": "(FICHE DOUTEUSE : une adresse ne fonctionne pas)",
        "es": "(FICHA DUDOSA: una dirección no funciona)",
    },
}
Words = Mapping[str, Mapping[str, str]]


def reads(person: Person, text: str, words: Words, what: str, **values: str) -> None:
    wanted = words[what][person.language].format(**values)
    assert wanted in text.replace("\u00a0", " "), f"{person.name} misses {wanted!r} in:\n{text}"


def today(stage: Stage) -> str:
    return stage.clock.at.date().isoformat()


async def stands(stage: Stage, person: Person, what: str, day: str = "") -> None:
    """The ladder says what, and has them before their deputy, or behind where they are in doubt."""
    lines = (await person.ladder(stage)).replace("\u00a0", " ").splitlines()
    (place,) = [at for at, line in enumerate(lines) if person.email in line]
    reads(person, lines[place], LADDER, what, day=day)
    deputy = place + 1 if what in ("fresh", "ageing") else place - 1
    assert lines[deputy].startswith("Dora · "), f"{person.name} stands elsewhere in {lines}"


async def confirm(stage: Stage, person: Person) -> None:
    reads(person, await person.press(stage, "confirm"), ANSWER, "confirmed")
    await stands(stage, person, "fresh", today(stage))


async def asked_and_reminded(stage: Stage) -> None:
    for person in PEOPLE:
        await stands(stage, person, "fresh", CONFIRMED)
    for what, days in (("asked", 84), ("reminded", 6)):
        await stage.pass_time(days=days)
        await stage.slash(DORA, "confirm")
        for person in PEOPLE:
            reads(person, person.received(stage)[-1], QUESTION, what)
            await stands(stage, person, "ageing", CONFIRMED)


async def stale_and_demoted_until_answered_late(stage: Stage) -> None:
    before = {person: len(person.received(stage)) for person in PEOPLE}
    await stage.pass_time(days=12)
    for person in PEOPLE:
        await stands(stage, person, "stale", CONFIRMED)
        assert len(person.received(stage)) == before[person], "nobody is asked a third time"
        if person.channel == "mail":  # their link is over, and the page offers another
            await person.press(stage, "confirm")
            await stage.pass_time(5)
        await confirm(stage, person)


async def away_and_back(stage: Stage) -> None:
    confirmed = today(stage)
    await stage.pass_time(days=95)
    await stage.slash(DORA, "confirm")
    until = (stage.clock.at + timedelta(days=5)).date().isoformat()
    for person in PEOPLE:
        await stands(stage, person, "ageing", confirmed)
        answer = await person.press(stage, "away", until=until)
        reads(person, answer, ANSWER, "away", day=until)
        reads(person, answer, ANSWER, "stands in")
        await stands(stage, person, "away", until)
    await stage.pass_time(days=7)
    for person in PEOPLE:
        await stands(stage, person, "ageing", confirmed)
        reads(person, person.received(stage)[-1], QUESTION, "asked")
        await confirm(stage, person)


async def flagged(stage: Stage) -> None:
    confirmed = today(stage)
    await stage.pass_time(days=1)
    for person in PEOPLE:
        await stage.slash(EVE, f"flag {person.post} 1")
        await stage.pass_time(5)
        reads(person, person.received(stage)[-1], QUESTION, "flagged")
        await stands(stage, person, "fresh", confirmed)  # one who says so isn't enough
        await stage.slash(ROSA, f"flag {person.post} 1")
        await stands(stage, person, "flagged")
        await confirm(stage, person)


async def bounced(stage: Stage) -> None:
    """Nobody's own channel takes a message; who has an account gets a mail instead."""
    for person in PEOPLE:
        stage.slack.closed[stage.slack.direct(person.slack)] = "user_disabled"
        stage.teams.closed[person.member.conversation] = (403, "ConversationBlockedByUser")
        if person.channel == "mail":
            stage.smtp.dead[person.email] = "550 no such user"
    await stage.pass_time(days=93)
    await stage.slash(DORA, "confirm")
    for person in PEOPLE:
        await stands(stage, person, "bounced")
    stage.smtp.work()
    stage.slack.closed.clear()
    stage.teams.closed.clear()
    for person in PEOPLE:
        by_mail = replace(person, channel="mail")
        if person.channel == "mail":
            await person.press(stage, "confirm")
            await stage.pass_time(5)
        else:
            reads(person, by_mail.received(stage)[-1], QUESTION, "asked")
        await confirm(stage, by_mail)


async def handed_over(stage: Stage) -> None:
    await stage.pass_time(days=100)
    await stage.slash(DORA, "confirm")
    for person in PEOPLE:
        heir = SUCCESSORS[person.name]
        await heir.enter(stage)
        answer = await person.hand_over(stage, heir)
        reads(person, answer, ANSWER, "handed over", name=heir.name)
        await stage.pass_time(5)
        reads(heir, heir.received(stage)[-1], ANSWER, "offered", name=person.name)
        assert heir.email not in await person.ladder(stage), "not before they accept"
        reads(heir, await heir.press(stage, "confirm"), ANSWER, "accepted")
        await stands(stage, heir, "fresh", today(stage))
        assert f" {person.email} " not in await person.ladder(stage)


@settings(stewards=(STEWARD,), public_url=PUBLIC)
async def test_nine_contacts_over_four_hundred_days(stage: Stage) -> None:
    stage.slack.users.add(DORA, "dora@example.org", "Dora")
    for person in PEOPLE:
        await person.enter(stage)
    await stage.import_contacts(everybody())
    for chapter in (
        asked_and_reminded,
        stale_and_demoted_until_answered_late,
        away_and_back,
        flagged,
        bounced,
        handed_over,
    ):
        await chapter(stage)
    await stage.pass_time(days=5)
    assert stage.clock.at - MONDAY >= timedelta(days=400)
    asked = Counter((to, at.date()) for to, at in stage.rows.written("confirm"))
    assert set(asked.values()) == {1}, "nobody is asked twice in one day"
    verdict = await stage.bot.database.read(lambda reader: verify(reader, lambda _: None))
    assert verdict.sound
