"""The stewards' weekly digest: what needs a hand in their part of the directory."""

from collections.abc import Mapping, Sequence
from typing import Final

from content.labels import Labels
from routing.card import Card, Section
from routing.posts import Post

SECTIONS: Final = ("stale", "doubtful", "vacant", "gaps", "bounced", "changes")
"""In the order in which they are shown; each is a fact of the notice, its lines joined by LF."""

_LINES_AT_MOST: Final = 12
_FAULTS_AT_MOST: Final = 100


def digest_card(facts: Mapping[str, str], labels: Labels) -> Card:
    """A section for each thing that there is; one line where there is nothing."""
    words = labels.words
    sections = tuple(
        Section(words(f"digest.{name}", count=len(lines)), _shortened(name, lines, labels))
        for name in SECTIONS
        if (lines := facts.get(name, "").splitlines())
    )
    since = facts.get("since", "")
    if not sections:
        return Card(title=words("digest.nothing", since=since))
    return Card(
        title=words("digest.title", since=since),
        text=(words("digest.text"),),
        sections=sections,
        tone="attention" if any(facts.get(name) for name in SECTIONS[:5]) else "neutral",
    )


def _shortened(name: str, lines: Sequence[str], labels: Labels) -> tuple[str, ...]:
    shown = [_line(name, line, labels) for line in lines[:_LINES_AT_MOST]]
    if len(lines) > _LINES_AT_MOST:
        shown.append(labels.words("digest.more", count=len(lines) - _LINES_AT_MOST))
    return tuple(shown)


def _line(name: str, line: str, labels: Labels) -> str:
    """One line in words; what is a seat or a post in it gets its name."""
    head, _, rest = line.partition("|")
    if name in ("stale", "doubtful"):
        return labels.post(head)
    if name == "vacant":
        return labels.words("digest.vacant_offices", count=rest) if not head else labels.post(head)
    if name == "gaps":
        reason, _, count = rest.partition("|")
        key = f"digest.reason_{reason}"
        why = labels.words(key) if labels.words.has(key) else reason
        return labels.words("digest.gap", post=labels.post(Post(head)), why=why, count=count)
    return _change(head, rest, labels) if name == "changes" else line


def _change(day: str, rest: str, labels: Labels) -> str:
    what, _, told = rest.partition("|")
    if what == "imported":
        added, changed, removed = told.split("|")
        return labels.words(
            "digest.change_imported", day=day, added=added, changed=changed, removed=removed
        )
    return labels.words(f"digest.change_{what}", day=day, seat=labels.post(told))


def file_fault_card(facts: Mapping[str, str], labels: Labels) -> Card:
    """What is wrong with the daily file: every fault, or as many as a message holds."""
    faults = facts.get("faults", "").splitlines()
    shown = faults[:_FAULTS_AT_MOST]
    if len(faults) > len(shown):
        shown.append(labels.words("digest.more", count=len(faults) - len(shown)))
    title = labels.words("digest.file_fault", count=len(faults))
    return Card(title=title, text=tuple(shown), tone="attention")


def removal_card(facts: Mapping[str, str], labels: Labels) -> Card:
    """Somebody was removed at their own wish: from which seats, not who it was."""
    seats = facts.get("seats", "").splitlines()
    posts = ", ".join(labels.post(seat.partition("#")[0]) for seat in seats)
    return Card(
        title=labels.words("digest.removal", posts=posts),
        text=(labels.words("digest.removal_text"),),
        tone="attention",
    )
