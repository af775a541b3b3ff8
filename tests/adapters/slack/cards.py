"""Cards of every shape, for Hypothesis: empty, hostile, huge."""

from hypothesis import strategies as st

from routing.card import Action, Card, Choice, Fact, Input, Link, Menu, Section
from routing.card import Verb as VerbType

VERBS: tuple[VerbType, ...] = ("ack", "next", "handover", "resolve", "cancel", "details", "choose")

ANY_TEXT = st.text(st.characters(), max_size=40)
MARKUP = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud83d",
        "<!channel>",
        "&amp;",
        "*bold*",
        "<@U1|x>",
        "a|b>c",
        "\u2028",
        "é" * 9,
    ]
)
LARGE = st.builds(
    lambda unit, times: unit * times,
    st.sampled_from(["x", "&", "é", "😀", "mot ", "ligne\n", '"', "\\"]),
    st.integers(min_value=100, max_value=9_000),
)
TEXT = st.one_of(ANY_TEXT, MARKUP, LARGE)
VALUE = st.one_of(st.just("IOM-7"), ANY_TEXT, LARGE)
URL = st.one_of(
    st.sampled_from(
        ["https://example.org/a?b=c&d=e", "mailto:doe@iom.int", "javascript:x", "http://["]
    ),
    st.builds("mailto:desk@example.org?body={}".format, TEXT),
    TEXT,
)
CHOICE = st.builds(Choice, TEXT, VALUE)
CHOICES = st.one_of(
    st.lists(CHOICE, max_size=4).map(tuple),
    st.integers(0, 400).map(lambda n: tuple(Choice(f"Country {i}", f"C{i}") for i in range(n))),
)
INPUT = st.builds(
    Input, TEXT, TEXT, st.sampled_from(["line", "lines", "choice"]), CHOICES, VALUE, st.booleans()
)
STYLE = st.sampled_from(["default", "primary", "danger"])
ACTION = st.builds(Action, st.sampled_from(VERBS), TEXT, VALUE, STYLE)
FORM = st.builds(
    Action,
    st.sampled_from(VERBS),
    TEXT,
    st.one_of(st.just("IOM-7"), ANY_TEXT),
    STYLE,
    st.lists(INPUT, min_size=1, max_size=5).map(tuple),
)


def _some(strategy: st.SearchStrategy[object], most: int = 6) -> st.SearchStrategy[object]:
    few = st.lists(strategy, max_size=most).map(tuple)
    many = st.builds(lambda item, n: (item,) * n, strategy, st.integers(20, 70))
    return st.one_of(few, few, few, many)


CARD = st.builds(
    Card,
    title=TEXT,
    text=_some(TEXT),
    facts=_some(st.builds(Fact, TEXT, TEXT)),
    sections=_some(st.builds(Section, TEXT, st.lists(TEXT, max_size=5).map(tuple))),
    links=_some(st.builds(Link, TEXT, URL)),
    actions=_some(ACTION),
    menus=_some(st.builds(Menu, st.sampled_from(VERBS), TEXT, CHOICES), most=3),
    footer=_some(TEXT, most=3),
    tone=st.sampled_from(["neutral", "good", "attention"]),
    reference=st.one_of(st.none(), st.integers(1, 10**9).map("IOM-{}".format)),
)
