"""A small page with a contact's entries and one button, for whoever has no chat at hand."""

from collections.abc import Sequence
from html import escape

from content.cards.confirmation import entry_sections
from content.labels import Labels
from content.messages import load_words
from routing.contacts import Contact
from routing.language import LANGUAGES, Language


def question_page(contacts: Sequence[Contact], token: str, labels: Labels) -> str:
    """The entries, and the button that says that they are right; opening it changes nothing."""
    words = labels.words
    entries = "".join(
        f"<h2>{escape(section.title)}</h2><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in section.lines)
        + "</ul>"
        for section in entry_sections(contacts, labels)
    )
    form = (
        '<form method="post" action="confirm">'
        f'<input type="hidden" name="t" value="{escape(token)}">'
        f"<button>{escape(words('confirm.right'))}</button></form>"
    )
    text = f"<p>{escape(words('confirm.text'))}</p>{entries}{form}"
    wrong = f"<p>{escape(words('confirm.wrong'))}</p>"
    return _page(labels.language, words("confirm.title"), text + wrong)


def thanks_page(contacts: Sequence[Contact], labels: Labels) -> str:
    posts = "; ".join(labels.seat(c.post, c.rank) for c in contacts)
    return _page(labels.language, labels.words("confirm.thanks", posts=posts), "")


def over_page() -> str:
    """The link doesn't hold: nobody's language is known, so it says so in all of them."""
    said = "".join(
        f'<p lang="{language}">{escape(load_words(language)("confirm.link_over"))}</p>'
        for language in LANGUAGES
    )
    return _page(LANGUAGES[0], "IOM DOE", said)


def away_page() -> str:
    """The database is away."""
    said = "".join(
        f'<p lang="{language}">{escape(load_words(language)("confirm.link_later"))}</p>'
        for language in LANGUAGES
    )
    return _page(LANGUAGES[0], "IOM DOE", said)


def _page(language: Language, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    )
