"""``iombot drill``: begin a drill, and see how one went."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from adapters.pictures.drawn import drawn
from adapters.terminal import render
from bot.charts import chart_of, drill_figures
from bot.cli.files import write_file
from bot.cli.session import clock_of, knowledge_of, language_option, read_settings, with_store
from bot.drills import addressed, begin, drills, find
from bot.ports import Store
from content.cards.drills import results_card
from routing.drills import EVERYBODY, Drill, drill_number, results
from routing.language import Language
from routing.stewards import offices_with_stewards


@click.group()
def drill() -> None:
    """Test notices down the real paths, and how soon people acknowledge them."""


@drill.command()
@click.argument("office")
@click.option("--yes", is_flag=True, help="Don't ask before it goes out.")
def start(office: str, yes: bool) -> None:
    """Begin a drill for OFFICE (a Regional Office such as nairobi, headquarters, or all)."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    now, office = clock_of(settings).now(), office.strip().lower()
    if office not in {EVERYBODY, *offices_with_stewards(knowledge.content.structure)}:
        raise click.ClickException(f"no such office: {office}")
    count = len(addressed(knowledge, office, now))
    if not count:
        raise click.ClickException(f"nobody is on file for {office}")
    if not yes:
        click.confirm(f"Send a test notice to {count} people?", abort=True, err=True)

    def write(store: Store) -> tuple[Drill, bool]:
        with store.write() as writer:
            return begin(writer, knowledge, now, office, "iombot")

    begun, new = with_store(settings, write)
    if not new:
        raise click.ClickException(f"{begun.reference} is still running there")
    click.echo(f"{begun.reference}: {len(begun.people)} people")


@drill.command(name="results")
@click.argument("reference", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--png", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture.")
@language_option
def results_(reference: str | None, as_json: bool, png: Path | None, language: Language) -> None:
    """How REFERENCE (DRILL-3) went; the newest drill if none is named."""
    settings = read_settings()
    knowledge = knowledge_of(settings)
    number = drill_number(reference) if reference else None

    def read(store: Store) -> Drill | None:
        with store.read() as reader:
            if reference:
                return find(reader, number) if number is not None else None
            return next(iter(drills(reader)[::-1]), None)

    found = with_store(settings, read)
    if found is None:
        raise click.ClickException(f"there is no drill {reference or ''}".rstrip())
    labels = knowledge.labels(language)
    if png is not None:
        structure = knowledge.content.structure
        write_file(png, drawn(chart_of(drill_figures(found), labels, structure)))
    if as_json:
        click.echo(json.dumps(_json(found), ensure_ascii=False, indent=2))
    elif png is None:
        click.echo(render(results_card(found, labels)))


def _json(found: Drill) -> dict[str, object]:
    return {
        "reference": found.reference,
        "office": found.office,
        "at": found.at.isoformat(),
        "told": len(found.people),
        "acknowledged": sum(1 for p in found.people if p.acknowledged is not None),
        "results": [asdict(result) for result in results(found)],
    }
