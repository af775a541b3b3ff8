"""Pictures of reports: asked for with a button, or owed after the words have arrived.

A picture is a message of its own where the words can't carry it, so that it never holds them up;
its notice holds the figures that it shows, and it is drawn when it goes.
"""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.charts import coverage_figures, drill_figures
from bot.database import Database
from bot.drills import find
from bot.ports import Writer
from bot.replays import once, short_key
from bot.survey import survey
from bot.turn import Turn
from content.cards.questions import line_card
from routing.card import Action
from routing.drills import drill_number
from routing.exchange import Reply
from routing.notices import Notice, Recipient
from routing.rights import is_steward
from routing.telling import LATER_THAN_ANY_TELLING

PICTURE: Final = "picture|"
_COVERAGE: Final = "coverage"


def picture_button(turn: Turn, about: str) -> tuple[Action, ...]:
    """The button that asks for a picture of ``coverage`` or of ``DRILL-3``.

    None in the terminal, which shows no pictures.
    """
    if turn.person.account.platform == "terminal":
        return ()
    return (Action("choose", turn.labels.words("picture.button"), f"{PICTURE}{about}"),)


async def show_picture(database: Database, turn: Turn, value: str) -> Reply:
    """The button was pressed: owe whoever did the picture. Raises StoreUnavailable."""
    about = value.removeprefix(PICTURE)
    if not is_steward(turn.person, turn.knowledge.stewards):
        return Reply(line_card(turn.labels, "refusal.stewards_only"))
    coverage = await asyncio.to_thread(_coverage, turn) if about == _COVERAGE else None

    def owe(writer: Writer) -> Reply:
        figures = coverage or _drill(writer, about)
        if figures is None:
            return Reply(line_card(turn.labels, "drill.none"))
        writer.add_notices((_asked(turn, figures),))
        return Reply(line_card(turn.labels, "picture.coming"))

    return await once(database, turn.request.key, turn.now, owe)


def picture_after(notice: Notice, now: datetime) -> tuple[Notice, ...]:
    """The picture that follows a report's words; a mail has it with it."""
    if notice.kind != "coverage" or notice.to.route == "mail" or "picture" not in notice.facts:
        return ()
    facts = {"picture": notice.facts["picture"]}
    key = f"{notice.key}/picture"
    return (replace(notice, key=key, kind="picture", due_at=now, facts=facts),)


def _coverage(turn: Turn) -> str:
    return coverage_figures(survey(turn.knowledge, turn.now), turn.now.date().isoformat())


def _drill(writer: Writer, reference: str) -> str | None:
    number = drill_number(reference)
    drill = find(writer, number) if number is not None else None
    return None if drill is None else drill_figures(drill)


def _asked(turn: Turn, figures: str) -> Notice:
    person = turn.person
    if person.account.platform == "terminal":
        raise ValueError("the terminal shows no pictures")
    return Notice(
        key=f"picture/{short_key(turn.request.key)}",
        kind="picture",
        case=0,
        to=Recipient(
            route=person.account.platform,
            address=person.account.user,
            name=person.name,
            language=turn.language,
            tenant=person.account.tenant,
            email=person.email,
        ),
        urgency=LATER_THAN_ANY_TELLING + 1,
        due_at=turn.now,
        facts={"picture": figures},
    )
