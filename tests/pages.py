"""A browser without scripts: the pages behind links in mails, and what is pressed on them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from tests.stage import Stage

_LINK = re.compile(r"https://bot\.example\.org/doe(/\w+\?t=[\w.-]+)")


def links_in(stage: Stage, address: str) -> list[str]:
    """The signed links in the mails to somebody, the oldest first."""
    found = [mail for mail in stage.smtp.mails if address in mail["To"]]
    return [link for mail in found for link in _LINK.findall(mail.get_content())]


@dataclass
class Form:
    label: str = ""
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page(HTMLParser):
    """A page as it was answered, with its forms."""

    answer: httpx.Response
    forms: list[Form] = field(default_factory=list)
    language: str = ""
    shown: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._select = self._area = ""
        self.feed(self.answer.text)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        return "\n".join(self.shown)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "html":
            self.language = given["lang"]
        if tag == "form":
            self.forms.append(Form(action=given["action"]))
        if tag == "input":
            self.forms[-1].fields[given["name"]] = given["value"]
        if tag == "select":
            self._select = given["name"]
        if tag == "option" and ("selected" in given or self._select not in self.forms[-1].fields):
            self.forms[-1].fields[self._select] = given["value"]
        self._area = given["name"] if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.tags[-1] == "style":
            return
        self.shown.append(data)
        if self._area:
            self.forms[-1].fields[self._area] = data
        if self.tags[-1] == "button" and not self.forms[-1].label:
            self.forms[-1].label = data

    def form(self, verb: str, value: str = "") -> Form:
        """The form of a button; ``value`` where one verb has several."""
        found = [f for f in self.forms if f.fields["verb"] == verb]
        return next(f for f in found if not value or f.fields["value"] == value)


async def look(stage: Stage, link: str) -> Page:
    return Page(await stage.web.get(link))


async def press(stage: Stage, page: Page, verb: str, value: str = "", **typed: str) -> Page:
    """Fill in and send a form of a page, as a browser does."""
    form = page.form(verb, value)
    data = {**form.fields, **{f"in.{name}": text for name, text in typed.items()}}
    return Page(await stage.web.post(f"/{form.action}", data=data))
