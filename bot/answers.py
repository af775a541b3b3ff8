"""Answers that change nothing: who can help, what a term means, a dry run, help."""

from dataclasses import replace
from datetime import date

from bot.opening import draft, shown_of
from bot.turn import Turn
from bot.wish import Wish, form_value, simulate_value
from content.cards.articles import article_card, no_article_card
from content.cards.ladders import Remarks, ladder_card, referral_card
from content.cards.rehearsals import simulation_card
from content.times import span
from routing.card import Card
from routing.ladder import Ladder
from routing.simulation import rehearse
from routing.understanding.findings import Understanding


def who(
    turn: Turn,
    wish: Wish,
    found: Understanding | None = None,
    at: date | None = None,
    *,
    numbers: bool = False,
) -> Card:
    """The ladder for a wish whose country and topic are known; with telephone numbers or not."""
    shown = shown_of(turn, wish, at, numbers=numbers)
    said = remarks(turn, wish, shown.ladder, found)
    return ladder_card(shown.ladder, shown.sections, turn.labels, said)


def remarks(turn: Turn, wish: Wish, ladder: Ladder, found: Understanding | None) -> Remarks:
    structure = turn.knowledge.content.structure
    referrals = turn.knowledge.content.topics.referrals
    referral = referrals.get(found.referral) if found and found.referral else None
    summary = wish.summary if found is not None and found.intent == "escalate" else ""
    evidence = _evidence(found)
    return Remarks(
        evidence=evidence,
        correct_value=wish.correction() if evidence else None,
        office_used=found is not None and found.country is not None and not found.country_named,
        referral=referral,
        proposed=structure.proposed(ladder.country),
        date_note=_date_note(turn, ladder),
        age=None if turn.away_for is None else span(turn.away_for),
        open_value=form_value(replace(wish, aim="escalate"), summary),
        simulate_value=simulate_value(wish),
        severity=wish.severity,
        summary=summary,
    )


def _date_note(turn: Turn, ladder: Ladder) -> str | None:
    """What the coverage's date stands for, where the country once had another office."""
    coverage = ladder.coverage
    if coverage.date_note is None or not turn.knowledge.content.structure.has_moved(coverage):
        return None
    return coverage.date_note[turn.language]


def _evidence(found: Understanding | None) -> tuple[str, ...]:
    if found is None:
        return ()
    chosen = [f for f in found.topics if f.value in (found.topic, found.subject)][:1]
    chosen += [f for f in found.countries if f.value == found.country and found.country_named][:1]
    return tuple(dict.fromkeys(word for finding in chosen for word in finding.evidence))


def referral(turn: Turn, slug: str) -> Card:
    return referral_card(turn.knowledge.content.topics.referrals[slug], turn.labels)


def about(turn: Turn, term: str, slug: str | None = None) -> Card:
    """The article on a term; near ones where there is none."""
    articles = turn.knowledge.content.articles
    article = articles.find(slug or term)
    if article is None:
        return no_article_card(turn.labels, term, articles)
    return article_card(turn.labels, article)


def simulate(turn: Turn, wish: Wish) -> Card:
    """Who would be told, when, if nobody answers."""
    case = draft(turn, wish)
    tellings = rehearse(case, turn.world)
    return simulation_card(case, tellings, turn.knowledge.live, turn.labels)
