"""Cards as Block Kit."""

import json

from hypothesis import HealthCheck, example, given, settings
from slack_sdk.models.blocks import Block

from adapters.slack.blocks import fallback, message, render
from routing.card import Action, Card, Choice, Fact, Link, Menu, Section
from tests.adapters.slack.cards import CARD
from tests.fakes.slack_blocks import message_faults, walk

LADDER = Card(
    title="IOM-7: shelter in Kenya",
    text=("Opened. The first level is told in 20 s.",),
    facts=(Fact("Severity", "high"), Fact("Asked by", "A. Person <a@example.org>")),
    sections=(Section("2 · DOE RTS, Nairobi", ("B. Person", "b@example.org")),),
    links=(Link("Write to DOE", "mailto:doe@iom.int"),),
    actions=(
        Action("cancel", "Cancel", "IOM-7", "danger"),
        Action("details", "Add details", "IOM-7"),
    ),
    menus=(Menu("choose", "Another topic", (Choice("WASH", "wash"), Choice("CCCM", "cccm"))),),
    footer=("Source: Emergency Manual",),
    reference="IOM-7",
)


def texts(blocks: list[dict[str, object]]) -> str:
    return "\n".join(str(n["text"]) for n in walk(blocks) if isinstance(n.get("text"), str))


def test_a_card_becomes_blocks_in_reading_order() -> None:
    blocks = render(LADDER)
    kinds = [block["type"] for block in blocks]
    assert kinds == [
        "header",
        "section",
        "section",
        "section",
        "section",
        "actions",
        "actions",
        "context",
    ]
    assert blocks[0]["text"] == {"type": "plain_text", "text": "IOM-7: shelter in Kenya"}
    assert blocks[1]["text"]["text"] == "Opened. The first level is told in 20 s."
    assert blocks[2]["fields"][1]["text"] == "*Asked by*\nA. Person &lt;a@example.org&gt;"
    assert blocks[3]["text"]["text"] == "*2 · DOE RTS, Nairobi*\nB. Person\nb@example.org"
    assert blocks[4]["text"]["text"] == "<mailto:doe@iom.int|Write to DOE>"
    assert blocks[7]["elements"][0]["text"] == "Source: Emergency Manual"


def test_buttons_and_menus_begin_with_their_verb_and_carry_their_value() -> None:
    cancel, details = render(LADDER)[5]["elements"]
    assert (cancel["action_id"], cancel["value"], cancel["style"]) == (
        "cancel:0",
        "IOM-7",
        "danger",
    )
    assert (details["action_id"], "style" in details) == ("details:1", False)
    (menu,) = render(LADDER)[6]["elements"]
    assert (menu["type"], menu["action_id"]) == ("static_select", "choose:2")
    assert menu["placeholder"]["text"] == "Another topic"
    assert [option["value"] for option in menu["options"]] == ["wash", "cccm"]


def test_nothing_in_a_card_can_call_a_channel_or_forge_a_link() -> None:
    card = Card(
        title="t",
        text=("<!channel> & <https://evil.example|safe>",),
        facts=(Fact("<!here>", "<@U1>"),),
        links=(Link("label>", "https://example.org/a|b>c d"),),
    )
    shown = texts(render(card))
    assert "<!" not in shown
    assert "<@" not in shown
    assert "&lt;!channel&gt; &amp; &lt;https://evil.example|safe&gt;" in shown
    assert "<https://example.org/a%7Cb%3Ec%20d|label&gt;>" in shown
    assert fallback(Card(title="<!channel>")) == "&lt;!channel&gt;"


def test_only_addresses_that_open_something_are_links() -> None:
    links = (
        Link("a", "javascript:alert(1)"),
        Link("call", "tel:+41227179111"),
        Link("", "https://example.org"),
    )
    shown = texts(render(Card(title="t", links=links)))
    assert shown.endswith("a · <tel:+41227179111|call> · <https://example.org|https://example.org>")


def test_a_mail_link_too_long_for_slack_keeps_its_address() -> None:
    link = Link("Send it yourself", "mailto:doe@iom.int?body=" + "x" * 4_000)
    assert "<mailto:doe@iom.int|Send it yourself>" in texts(render(Card(title="t", links=(link,))))


def test_the_tone_is_a_mark_that_can_be_read() -> None:
    assert render(Card(title="Taken", tone="good"))[0]["text"]["text"] == "✓ Taken"
    assert (
        render(Card(title="Nobody answers", tone="attention"))[0]["text"]["text"]
        == "! Nobody answers"
    )


def test_the_reference_is_shown_even_where_the_title_lost_it() -> None:
    long = Card(title="x" * 200 + " IOM-9", reference="IOM-9")
    assert "IOM-9" in texts(render(long))
    assert fallback(Card(title="Taken", reference="IOM-9")) == "Taken · IOM-9"
    shown = texts(render(Card(title="IOM-9 taken", reference="IOM-9")))
    assert shown.count("IOM-9") == 1


def test_what_does_not_fit_goes_from_the_bottom_and_is_counted() -> None:
    sections = tuple(Section(f"Step {n}", ("line " * 50,)) for n in range(80))
    card = Card(title="t", sections=sections, actions=LADDER.actions, reference="IOM-7")
    blocks = render(card)
    shown = texts(blocks)
    assert message_faults(blocks) == []
    assert "*Step 0*" in shown
    assert "*Step 79*" not in shown
    missing = 80 - sum(block["type"] == "section" for block in blocks)
    assert f"… +{missing}" in shown
    assert {"cancel:0", "details:1"} <= {
        e["action_id"] for b in blocks for e in b.get("elements", ()) if "action_id" in e
    }


def test_one_long_text_is_split_and_then_shortened() -> None:
    blocks = render(Card(title="t", text=("word " * 5_000,), reference="IOM-7"))
    assert message_faults(blocks) == []
    sections = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert len(sections) > 2
    assert all(text.endswith("word") for text in sections[:-1])
    assert sections[-1].endswith("word…")
    assert blocks[-2]["elements"][0]["text"].startswith("… +")


def test_a_menu_of_every_country_is_grouped_and_says_what_is_missing() -> None:
    choices = tuple(Choice(f"Country number {n}", f"C{n:02d}") for n in range(249))
    blocks = render(Card(title="Which country?", menus=(Menu("choose", "Country", choices),)))
    assert message_faults(blocks) == []
    (menu,) = blocks[1]["elements"]
    shown = [option for group in menu.get("option_groups", [menu]) for option in group["options"]]
    assert [option["value"] for option in shown] == [f"C{n:02d}" for n in range(len(shown))]
    assert menu["placeholder"]["text"] == f"Country (… +{249 - len(shown)})"


def test_a_value_that_slack_would_not_give_back_makes_no_button() -> None:
    card = Card(
        title="t", actions=(Action("ack", "Yes", "x" * 2_001), Action("next", "No", "IOM-7"))
    )
    assert [e["action_id"] for e in render(card)[1]["elements"]] == ["next:1"]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(CARD)
@example(Card(title=""))
@example(Card(title="", facts=(Fact("𐀀" * 9, "x" * 1_986),)))
@example(
    Card(title="\ud800\x00", actions=(Action("ack", "", ""),), menus=(Menu("choose", "", ()),))
)
def test_slack_takes_whatever_a_card_holds(card: Card) -> None:
    whole = message(card)
    blocks = whole["blocks"]
    assert message_faults(blocks) == []
    assert len(json.dumps(blocks)) <= 12_000
    assert whole["text"].strip()
    for block in Block.parse_all(blocks):
        block.validate_json()
    for node in walk(blocks):
        if node.get("type") == "mrkdwn":
            bare = str(node["text"]).replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
            assert "&" not in bare
            assert "<!" not in bare
    ids = [node["action_id"] for node in walk(blocks) if "action_id" in node]
    assert len(ids) == len(set(ids))
    if card.reference:
        assert card.reference in texts(blocks)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(CARD)
def test_a_button_is_never_lost_for_a_text(card: Card) -> None:
    few = Card(
        title=card.title,
        text=card.text,
        facts=card.facts,
        sections=card.sections,
        footer=card.footer,
        links=card.links,
        actions=LADDER.actions,
        menus=LADDER.menus,
    )
    ids = [node["action_id"] for node in walk(render(few)) if "action_id" in node]
    assert ids == ["cancel:0", "details:1", "choose:2"]
