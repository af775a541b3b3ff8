"""``ask``, ``ladder`` and ``simulate``: answers that change nothing."""

import json
import sys
from dataclasses import replace
from datetime import datetime

import click

from adapters.terminal import render
from bot import answers
from bot.cli import lines
from bot.cli.session import (
    clock_of,
    country_code,
    knowledge_of,
    language_option,
    moment,
    read_settings,
    turn_of,
)
from bot.inquiry import answer_json, inquire, reply_card
from bot.opening import draft
from bot.wish import Wish
from content.cards.ladders import Remarks, ladder_card
from content.ladder_json import ladder_json
from content.simulation_json import simulation_json
from routing.language import Language
from routing.simulation import rehearse
from routing.topics import DEFAULT_SEVERITY, SEVERITIES, Severity

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
severity_option = click.option(
    "--severity", type=click.Choice(SEVERITIES), default=DEFAULT_SEVERITY, show_default=True
)


@click.command()
@click.argument("text", required=False)
@json_option
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line, write one a line.")
def ask(text: str | None, as_json: bool, jsonl: bool) -> None:
    """Say what the bot understands of TEXT and would answer; changes nothing."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    if jsonl:
        for line in lines.answers(settings, knowledge, sys.stdin.buffer):
            click.echo(line)
        return
    if text is None:
        raise click.UsageError("Say what to ask: iombot ask 'who is the RTS for Kenya?'")
    inquiry = inquire(turn_of(settings, knowledge, text))
    if as_json:
        click.echo(json.dumps(answer_json(inquiry, None), ensure_ascii=False, indent=2))
    else:
        click.echo(render(reply_card(inquiry)))


@click.command()
@click.option("--country", required=True, help="ISO 3166-1 alpha-3, such as KEN.")
@click.option("--topic", help="A topic's slug, such as wash.")
@click.option(
    "--at", "day", type=moment, help="The date to answer for (ISO 8601); today if not given."
)
@severity_option
@json_option
@language_option
def ladder(
    country: str,
    topic: str | None,
    day: datetime | None,
    severity: Severity,
    as_json: bool,
    language: Language,
) -> None:
    """Show the escalation ladder, with who, why and source for each step."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    at = (day or clock_of(settings).now()).date()
    iso3 = country_code(knowledge, country)
    # Whoever runs the bot has the directory anyway: this isn't the chat.
    shown = knowledge.shown(iso3, topic, None, at, language, numbers=True)
    labels = knowledge.labels(language)
    if as_json:
        found = ladder_json(shown.ladder, labels, severity)
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    said = Remarks(proposed=knowledge.content.structure.proposed(shown.ladder.country))
    click.echo(render(ladder_card(shown.ladder, shown.sections, labels, said)))


@click.command()
@click.option("--country", required=True, help="ISO 3166-1 alpha-3, such as KEN.")
@click.option("--topic", required=True, help="A topic's slug, such as wash.")
@severity_option
@click.option(
    "--at",
    type=moment,
    help="When the case would be opened (ISO 8601, UTC); now if not given.",
)
@json_option
@language_option
def simulate(
    country: str,
    topic: str,
    severity: Severity,
    at: datetime | None,
    as_json: bool,
    language: Language,
) -> None:
    """Show who would be told when, if nobody answers; sends nothing."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    turn = turn_of(settings, knowledge, "", language=language)
    turn = replace(turn, now=at or turn.now)
    knowledge.content.topics.topic(topic)
    code = country_code(knowledge, country)
    wish = Wish("cli", "simulate", topic, country=code, severity=severity)
    if not as_json:
        click.echo(render(answers.simulate(turn, wish)))
        return
    case = draft(turn, wish)
    tellings = rehearse(case, turn.world)
    shown = simulation_json(case, tellings, knowledge.live, turn.labels)
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
