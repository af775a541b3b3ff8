"""What the bot asks back instead of guessing, and the short answers of a conversation."""

from collections.abc import Callable, Sequence

from content.labels import Labels
from routing.card import Action, Card, Choice, Menu, Section
from routing.cases import Case
from routing.decisions import Refusal
from routing.topics import TOPIC_SLUGS

RTS_ONLY = "rts"
BUTTONS_AT_MOST = 4

Value = Callable[[str], str]


def topic_question(
    labels: Labels, candidates: Sequence[str], country: str | None, value: Value
) -> Card:
    """Ask for the topic: the likely ones as buttons, all of them in a menu.

    ``value`` turns a topic slug into what its button carries.
    """
    words = labels.words
    likely = [slug for slug in candidates if slug in TOPIC_SLUGS][:BUTTONS_AT_MOST]
    title = words("question.topic")
    if country is not None:
        title = words("question.topic_for", country=labels.country(country))
    choices = [Choice(labels.topic(slug), value(slug)) for slug in TOPIC_SLUGS]
    choices.append(Choice(words("question.rts_only"), value(RTS_ONLY)))
    return Card(
        title=title,
        text=(words("question.which"),) if len(likely) > 1 else (),
        actions=tuple(Action("choose", labels.topic(slug), value(slug)) for slug in likely),
        menus=(Menu("choose", words("question.topic"), tuple(choices)),),
        footer=(words("question.type_it"),),
    )


def country_question(
    labels: Labels,
    candidates: Sequence[str],
    topic: str | None,
    value: Value,
    region_value: Value,
    regions: Sequence[tuple[str, str]],
) -> Card:
    """Ask for the country: the likely ones as buttons, else regions to choose from first.

    ``regions`` are pairs of a Regional Office's slug and its name.
    """
    words = labels.words
    likely = list(candidates)[:BUTTONS_AT_MOST]
    title = words("question.country")
    if topic is not None:
        title = words("question.country_for", topic=labels.topic(topic))
    menu = Menu(
        "choose",
        words("question.region_label"),
        tuple(Choice(name, region_value(slug)) for slug, name in regions),
    )
    return Card(
        title=title,
        text=(words("question.which") if likely else words("question.region"),),
        actions=tuple(Action("choose", labels.country(iso3), value(iso3)) for iso3 in likely),
        menus=(menu,),
        footer=(words("question.type_it"),),
    )


def correction_question(labels: Labels, other_topic: str, other_country: str) -> Card:
    """What was understood wrongly; the values are the wish without its topic, or country."""
    words = labels.words
    return Card(
        title=words("question.correct"),
        actions=(
            Action("choose", words("question.other_topic"), other_topic),
            Action("choose", words("question.other_country"), other_country),
        ),
        footer=(words("question.correct_by_typing"),),
    )


def region_question(labels: Labels, countries: Sequence[str], value: Value) -> Card:
    """The countries of the region that was chosen, by name."""
    words = labels.words
    named = sorted((labels.country(iso3), iso3) for iso3 in countries)
    choices = tuple(Choice(name, value(iso3)) for name, iso3 in named)
    return Card(
        title=words("question.country"),
        menus=(Menu("choose", words("question.country_label"), choices),),
        footer=(words("question.type_it"),),
    )


def line_card(labels: Labels, key: str, **values: object) -> Card:
    """A card of one line."""
    return Card(title=labels.words(key, **values))


def refusal_card(labels: Labels, refusal: Refusal) -> Card:
    """Why a case was left as it was."""
    case = refusal.case
    return refused(labels, refusal.code, case)


def refused(labels: Labels, code: str, case: Case) -> Card:
    line = labels.words(
        f"refusal.{code}",
        reference=case.reference,
        state=labels.words(f"state.{case.state}"),
        name=case.taken_by_name or "",
        post=labels.post(case.handed_to or case.rung.post),
    )
    return Card(title=line, reference=case.reference)


def help_card(labels: Labels) -> Card:
    words = labels.words
    topics = ", ".join(TOPIC_SLUGS)
    sections = tuple(
        Section(words(f"help.{name}"), tuple(words(f"help.{name}_lines").strip().splitlines()))
        for name in ("ask", "raise", "answer", "you")
    )
    return Card(
        title=words("help.title"),
        text=(words("help.text"),),
        sections=sections,
        footer=(words("help.slash", topics=topics),),
    )
