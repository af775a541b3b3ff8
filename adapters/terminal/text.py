"""A card as plain text. Control characters are shown, never sent to the terminal."""

import unicodedata

from routing.card import Action, Card, Menu

_CHOICES_AT_MOST = 30


def render(card: Card, *, numbered: bool = False) -> str:
    """The card's text; with ``numbered`` its buttons and choices have numbers to type."""
    blocks = [card.title, *card.text]
    blocks += [f"{fact.label}: {fact.value}" for fact in card.facts]
    for section in card.sections:
        lines = "\n".join(f"  {line}" for line in section.lines)
        blocks.append(f"{section.title}\n{lines}" if section.title else lines)
    blocks += [f"{link.label}: {link.url}" for link in card.links]
    if numbered:
        blocks += _numbered(card)
    blocks += [f"({line})" for line in card.footer]
    return "\n".join(plain(block) for block in blocks if block.strip())


def choices(card: Card) -> tuple[tuple[Action | Menu, str, str], ...]:
    """What can be chosen by number: the button or menu, its label, and its value."""
    buttons = [(action, action.label, action.value) for action in card.actions]
    options = [(menu, c.label, c.value) for menu in card.menus for c in menu.choices]
    return (*buttons, *options)


def plain(text: str) -> str:
    """Text without control and direction-changing characters, except line ends.

    Halves of surrogate pairs go too: they can't be written at all.
    """
    return "".join(
        letter if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs") else " "
        for letter in text
    )


def _numbered(card: Card) -> list[str]:
    found = [f"[{number}] {label}" for number, (_, label, _) in enumerate(choices(card), 1)]
    if len(found) > _CHOICES_AT_MOST:
        return ["  ".join(found)]
    return found
