"""What people read when the bot itself failed: short, in their language, nothing of the fault."""

from content.messages import load_words
from routing.card import Card
from routing.exchange import Request
from routing.language import DEFAULT_LANGUAGE, language_of_locale


def apology_text(locale: str | None) -> str:
    return load_words(language_of_locale(locale) or DEFAULT_LANGUAGE)("answer.apology")


def apology_card(request: Request) -> Card:
    locale = request.profile.locale if request.profile else None
    return Card(title=apology_text(locale), tone="attention")
