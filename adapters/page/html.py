"""The neutral card as an HTML page that works without scripts, on a telephone, and read aloud.

Nothing is loaded from anywhere. A button is a form of its own; one with inputs opens below its
label. What is typed comes back as ``in.NAME``, beside ``verb``, ``value`` and what is carried.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from routing.card import Action, Card, Input
from routing.language import LANGUAGES, Language

TYPED: Final = "in."
"""What the names of inputs begin with."""
_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:40rem}"
    "h1{font-size:1.4rem;line-height:1.3}h2{font-size:1.1rem;margin:1.2rem 0 .3rem}"
    "summary h2{display:inline}summary{padding:.7rem 0;cursor:pointer}"
    "p,li,dd{white-space:pre-line;overflow-wrap:anywhere}dd{margin:0 0 .5rem}dt{font-weight:bold}"
    "label{display:block;margin-top:.8rem}"
    "input,select,textarea,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem}"
    "button{margin:.8rem 0;min-height:3rem;cursor:pointer}.primary{font-weight:bold}"
    ".fault{font-weight:bold;margin:.3rem 0}.fault::before{content:'! '}"
    "[role=alert]{border:.2rem solid;padding:0 1rem}footer{font-size:1rem}"
)
POLICY: Final = (
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)
"""The Content-Security-Policy under which the page works."""
_TYPES: Final[Mapping[str, str]] = {"email": "email", "phone": "tel", "until": "date"}
_SCHEMES: Final = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Form:
    """How a page's buttons answer: the path, what comes along unseen, and a form's button's word.

    ``opened`` is an action whose form is open, with what was typed as its inputs' values;
    ``faults`` say what is wrong with it, by the inputs' names, and ``summary`` heads them.
    """

    path: str
    carried: Mapping[str, str]
    send: str
    opened: Action | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""


def page(card: Card, language: Language, form: Form | None = None) -> str:
    """The whole page; without ``form`` it has no buttons."""
    body = "".join(_body(card, form))
    return _page(language, card.title, f"<h1>{escape(card.title)}</h1>{body}")


def many_tongues(said: Mapping[Language, str]) -> str:
    """A page for somebody whose language isn't known: the same in each of them."""
    body = "".join(f'<p lang="{each}">{escape(said[each])}</p>' for each in LANGUAGES)
    return _page(LANGUAGES[0], "IOM DOE", f"<h1>IOM DOE</h1>{body}")


def _page(language: Language, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


def _body(card: Card, form: Form | None) -> Iterator[str]:
    shown = _actions(card, form) if form is not None else ()
    if form is not None and form.faults:
        yield _alert(shown, form)
    yield from (f"<p>{escape(text)}</p>" for text in card.text)
    facts = (f"<dt>{escape(f.label)}</dt><dd>{escape(f.value)}</dd>" for f in card.facts)
    yield f"<dl>{''.join(facts)}</dl>" if card.facts else ""
    for section in card.sections:
        lines = "".join(f"<li>{escape(line)}</li>" for line in section.lines)
        yield f"<h2>{escape(section.title)}</h2><ul>{lines}</ul>"
    for link in card.links:
        if link.url.startswith(_SCHEMES):
            yield f'<p><a href="{escape(link.url)}">{escape(link.label)}</a></p>'
    if form is not None:
        yield from (_button(place, action, form) for place, action in enumerate(shown))
    if card.footer:
        yield f"<footer>{''.join(f'<p>{escape(text)}</p>' for text in card.footer)}</footer>"


def _actions(card: Card, form: Form) -> Sequence[Action]:
    """The card's actions; the one that is open has what was typed."""
    opened = form.opened
    if opened is None:
        return card.actions
    others = [(a.verb, a.value) for a in card.actions]
    if (opened.verb, opened.value) not in others:
        return (*card.actions, opened)
    place = others.index((opened.verb, opened.value))
    return (*card.actions[:place], opened, *card.actions[place + 1 :])


def _alert(shown: Sequence[Action], form: Form) -> str:
    """What is wrong, each with a link to its field."""
    place = next(n for n, action in enumerate(shown) if action is form.opened)
    faults = "".join(
        f'<li><a href="#{_id(place, name)}">{escape(text)}</a></li>'
        for name, text in form.faults.items()
    )
    return f'<div role="alert"><p>{escape(form.summary)}</p><ul>{faults}</ul></div>'


def _id(place: int, name: str) -> str:
    return f"f{place}-{escape(name)}"


def _button(place: int, action: Action, form: Form) -> str:
    is_open = action is form.opened
    fields = "".join(_field(place, each, form if is_open else None) for each in action.inputs)
    label = form.send if action.inputs else action.label
    carried = {**form.carried, "verb": action.verb, "value": action.value}
    unseen = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in carried.items()
    )
    sent = (
        f'<form method="post" action="{escape(form.path)}" novalidate>{unseen}{fields}'
        f'<button class="{action.style}">{escape(label)}</button></form>'
    )
    if not action.inputs:
        return sent
    opened = " open" if is_open else ""
    return f"<details{opened}><summary><h2>{escape(action.label)}</h2></summary>{sent}</details>"


def _field(place: int, each: Input, form: Form | None) -> str:
    known = _id(place, each.name)
    fault = form.faults.get(each.name) if form is not None else None
    told = f' aria-invalid="true" aria-describedby="{known}-fault"' if fault else ""
    needed = " required" if each.required else ""
    given = f'id="{known}" name="{TYPED}{escape(each.name)}"{told}{needed}'
    said = f'<p class="fault" id="{known}-fault">{escape(fault)}</p>' if fault else ""
    return f'<label for="{known}">{escape(each.label)}</label>{_control(each, given)}{said}'


def _control(each: Input, given: str) -> str:
    if each.kind == "lines":
        return f'<textarea rows="4" {given}>\n{escape(each.value)}</textarea>'
    if each.kind == "line":
        kind = _TYPES.get(each.name, "text")
        if kind == "date" and not _is_day(each.value):
            kind = "text"
        return f'<input type="{kind}" value="{escape(each.value)}" {given}>'
    # Nothing is chosen for anybody: the first choice would be sent unseen.
    known = {choice.value for choice in each.choices}
    empty = "" if each.value in known else '<option value="">-</option>'
    options = "".join(
        f'<option value="{escape(c.value)}"{" selected" if c.value == each.value else ""}>'
        f"{escape(c.label)}</option>"
        for c in each.choices
    )
    return f"<select {given}>{empty}{options}</select>"


def _is_day(text: str) -> bool:
    """Would a date's field show it? Anything else that was typed would be lost in there."""
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False
