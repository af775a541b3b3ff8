"""How well and how fast the bot understands, beside two baselines in the same run.

Run with ``python -m benchmarks.understand``. Figures are by language and by set: the development
set may be looked at while tuning, the sealed set may not; the fresh set is by another hand,
measured before anything was changed for it. Times are of one warm call, in
milliseconds.
"""

import csv
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from rapidfuzz import fuzz, process

from content.articles import load_articles
from content.lexicon import DATA, load_lexicon
from routing.understanding import Lexicon, normalize
from tests.routing.understanding.labelled import Labelled, Verdict, judge, read_labelled

SETS: Final = ("development", "sealed", "fresh")
_FUZZY_CUTOFF: Final = 80.0
_ROUNDS: Final = 5

Baseline = Callable[[str], tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Share:
    right: int
    of: int

    def __str__(self) -> str:
        return f"{100 * self.right / self.of:6.1f} %" if self.of else "     –  "


def share(rows: Iterable[bool | None]) -> Share:
    known = [row for row in rows if row is not None]
    return Share(sum(known), len(known))


def figures(verdicts: Sequence[Verdict]) -> dict[str, Share]:
    acting = [v for v in verdicts if v.label.acts]
    clear = [v for v in acting if v.label.ask is None]
    return {
        "topic right, of those answered": share(v.topic_right for v in acting if v.answered),
        "answered without asking, where clear": share(v.answered for v in clear),
        "wrong without asking, of all": share(v.wrong_without_asking for v in verdicts),
        "country right": share(v.country_right for v in acting),
        "intent right": share(v.intent_right for v in verdicts),
        "language right, 4 words or more": share(v.language_right for v in verdicts),
    }


def print_table(name: str, verdicts: Sequence[Verdict]) -> None:
    columns: dict[str, list[Verdict]] = {"all": list(verdicts)}
    for language in ("en", "fr", "es"):
        columns[language] = [v for v in verdicts if v.label.language == language]
    columns["misspelt"] = [v for v in verdicts if v.label.misspelt]
    print(f"\n{name}: {len(verdicts)} sentences")
    print(" " * 38 + "".join(f"{title:>10}" for title in columns))
    tables = {title: figures(rows) for title, rows in columns.items()}
    for measure in tables["all"]:
        cells = "".join(f"{tables[title][measure]!s:>10}" for title in columns)
        print(f"{measure:38}{cells}")


def print_mistakes(verdicts: Sequence[Verdict]) -> None:
    confused = Counter(
        (str(v.label.topic), str(v.topic)) for v in verdicts if v.label.acts and not v.topic_right
    )
    for (meant, found), times in confused.most_common():
        print(f"  confused: {meant} -> {found}  {times}x")
    for v in verdicts:
        if v.wrong_without_asking:
            print(f"  wrong without asking: {v.label.text!r}: {v.topic}, {v.found.country}")


def measure(labels: Sequence[Labelled], lexicon: Lexicon) -> list[float]:
    """The time of each sentence in milliseconds: the median of several rounds."""
    rounds: list[list[float]] = []
    for _ in range(_ROUNDS):
        taken = []
        for label in labels:
            started = time.perf_counter()
            judge(label, lexicon)
            taken.append((time.perf_counter() - started) * 1_000)
        rounds.append(taken)
    return sorted(median(times) for times in zip(*rounds, strict=True))


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exact_baseline() -> Baseline:
    """The longest term, and the longest country name, that the text holds word for word."""
    terms = {normalize(row["term"]): row["slug"] for row in _read("terms.csv")}
    names = _country_names()

    def find(text: str) -> tuple[str | None, str | None]:
        return _longest(text, terms), _longest(text, names)

    return find


def fuzzy_baseline() -> Baseline:
    """RapidFuzz ``extractOne`` over all terms, and over all country names."""
    terms = {normalize(row["term"]): row["slug"] for row in _read("terms.csv")}
    names = _country_names()

    def nearest(text: str, table: dict[str, str]) -> str | None:
        found = process.extractOne(
            text, table.keys(), scorer=fuzz.partial_ratio, score_cutoff=_FUZZY_CUTOFF
        )
        return table[found[0]] if found else None

    def find(text: str) -> tuple[str | None, str | None]:
        plain = normalize(text)
        return nearest(plain, terms), nearest(plain, names)

    return find


def _country_names() -> dict[str, str]:
    kinds = {"name", "short", "capital", "demonym", "acronym", "former"}
    rows = _read("country_names.csv")
    return {normalize(row["name"]): row["iso3"] for row in rows if row["kind"] in kinds}


def _longest(text: str, table: dict[str, str]) -> str | None:
    words = normalize(text).split()
    for size in range(6, 0, -1):
        for start in range(len(words) - size + 1):
            found = table.get(" ".join(words[start : start + size]))
            if found is not None:
                return found
    return None


def print_baseline(name: str, labels: Sequence[Labelled], find: Baseline) -> None:
    acting = [label for label in labels if label.acts]
    started = time.perf_counter()
    found = [(label, *find(label.text)) for label in acting]
    taken = (time.perf_counter() - started) * 1_000 / len(acting)
    clear = [row for row in found if row[0].ask is None and row[0].topic not in (None, "rts")]
    topics = share(topic == label.topic for label, topic, _ in clear)
    countries = share(country == label.country for label, _, country in found)
    wrong = share(
        topic is not None
        and (label.office or country) is not None
        and (topic != label.topic or (country or label.office) != label.country)
        for label, topic, country in found
    )
    print(
        f"  {name:34} topic {topics}  country {countries}  "
        f"wrong without asking {wrong}  {taken:7.2f} ms"
    )


def main() -> None:
    started = time.perf_counter()
    lexicon = load_lexicon(load_articles().terms)
    print(f"lexicon loaded in {(time.perf_counter() - started) * 1_000:.0f} ms with the articles")
    exact, fuzzy = exact_baseline(), fuzzy_baseline()
    for name in SETS:
        labels = list(read_labelled(name))
        verdicts = [judge(label, lexicon) for label in labels]
        print_table(name, verdicts)
        print_mistakes(verdicts)
        times = measure(labels, lexicon)
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        print(f"  time a message: p50 {median(times):.3f} ms, p99 {p99:.3f} ms")
        print("baselines:")
        print_baseline("exact terms only", labels, exact)
        print_baseline("RapidFuzz extractOne over all terms", labels, fuzzy)


if __name__ == "__main__":
    main()
