"""``iombot ask``: the contract's object, what it asks back, and that nothing is written."""

from typing import Any

import pytest

from tests.cli.conftest import Shell

FIELDS = {
    "id": type(None),
    "language": str,
    "intent": str,
    "topic": str | None,
    "topics": list,
    "outside_doe": bool,
    "country": str | None,
    "countries": list,
    "regional_office": str | None,
    "ask": str | None,
    "ladder": list,
    "reply": str,
}
STEP = {
    "level": int,
    "post": str,
    "title": str,
    "contacts": list,
    "why": str,
    "source": str,
}
CONTACT = {
    "name": str,
    "email": str | None,
    "channel": str | None,
    "verified_on": str | None,
    "freshness": str,
}


def assert_shaped(found: dict[str, Any], fields: dict[str, Any]) -> None:
    for name, kind in fields.items():
        assert isinstance(found[name], kind), name


def asked(iombot: Shell, text: str) -> dict[str, Any]:
    shown = iombot("ask", text, "--json")
    assert (shown.code, shown.err) == (0, "")
    found: dict[str, Any] = shown.json
    return found


@pytest.mark.parametrize(
    "text",
    [
        "who is the RTS for Kenya?",
        "escalate wash KEN critical -- no water",
        "about MICIC",
        "help",
        "status IOM-3",
        "ack IOM-3",
        "qui peut aider avec les abris au Tchad ?",
        "¿quién me ayuda con el saneamiento?",
        "Congo",
        "health in Kenya",
        "",
        "   ",
        "?!",
        "a\x00b \x1b[2J Kenya",
        "😀" * 500,
    ],
)
def test_every_field_of_the_contract(with_example: Shell, text: str) -> None:
    found = asked(with_example, text)
    assert_shaped(found, FIELDS)
    assert found["language"] in ("en", "fr", "es")
    assert found["intent"] in (
        "who", "escalate", "about", "ack", "status", "verify", "help", "none",
    )  # fmt: skip
    assert found["ask"] in (None, "topic", "country", "both")
    for candidate in found["topics"]:
        assert_shaped(candidate, {"topic": str, "score": float})
    for step in found["ladder"]:
        assert_shaped(step, STEP)
        for contact in step["contacts"]:
            assert_shaped(contact, CONTACT)
    assert found["reply"].strip()


def test_a_whole_answer(with_example: Shell) -> None:
    found = asked(with_example, "Who can help with shelter in Kenya?")
    assert found["intent"] == "who"
    assert found["topic"] == "shelter_settlements"
    assert found["topics"][0]["topic"] == "shelter_settlements"
    assert (found["country"], found["countries"]) == ("KEN", ["KEN"])
    assert found["regional_office"] == "Nairobi"
    assert found["ask"] is None
    assert [step["post"] for step in found["ladder"]] == [
        "co:KEN",
        "rts:nairobi",
        "prd:shelter_settlements",
        "doe",
    ]
    assert "Amina Example" in found["reply"]


@pytest.mark.parametrize(
    ("text", "ask", "topic", "country"),
    [
        ("who is the RTS for Kenya?", None, None, "KEN"),
        ("who KEN", None, None, "KEN"),
        ("who helps with shelter?", "country", "shelter_settlements", None),
        ("escalate shelter", "country", "shelter_settlements", None),
        ("escalate KEN", "topic", None, "KEN"),
        ("I need help", "both", None, None),
        ("wash in Peru", None, "wash", "PER"),
    ],
)
def test_what_it_asks_back(
    iombot: Shell, text: str, ask: str | None, topic: str | None, country: str | None
) -> None:
    """``ask`` is set exactly where the field that it asks for is null and was needed."""
    found = asked(iombot, text)
    assert (found["ask"], found["topic"], found["country"]) == (ask, topic, country)
    assert bool(found["ladder"]) is (ask is None)


def test_a_country_with_two_meanings_is_asked_for(iombot: Shell) -> None:
    found = asked(iombot, "shelter in Congo")
    assert found["ask"] == "country"
    assert found["country"] is None
    assert set(found["countries"]) == {"COD", "COG"}
    assert found["regional_office"] is None


def test_only_the_rts(iombot: Shell) -> None:
    """Nothing is asked for, and there is no topic: level 3 doesn't come in."""
    found = asked(iombot, "who is the RTS for Peru?")
    assert (found["topic"], found["ask"]) == (None, None)
    assert [step["level"] for step in found["ladder"]] == [1, 2, 4]


def test_outside_doe(iombot: Shell) -> None:
    found = asked(iombot, "who helps with migration health in Kenya?")
    assert found["outside_doe"] is True
    assert found["topic"] is None
    assert found["ask"] is None
    assert [step["post"] for step in found["ladder"]] == ["co:KEN", "rts:nairobi"]
    assert found["reply"]


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("qui est le RTS pour le Tchad ?", "fr", "Niveau"),
        ("¿quién es el RTS para el Perú?", "es", "Nivel"),
        ("who is the RTS for Chad?", "en", "Level"),
    ],
)
def test_it_answers_in_the_language_of_the_text(
    iombot: Shell, text: str, language: str, word: str
) -> None:
    found = asked(iombot, text)
    assert found["language"] == language
    assert word in found["reply"]


def test_the_text_and_the_json_say_the_same(with_example: Shell) -> None:
    text = "who is the RTS for Kenya?"
    shown = with_example("ask", text)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.strip() == asked(with_example, text)["reply"].strip()


def test_escalating_opens_nothing(with_example: Shell) -> None:
    before = with_example.database.read_bytes()
    found = asked(with_example, "escalate shelter kenya critical -- roofs are gone")
    assert found["intent"] == "escalate"
    assert found["severity"] == "critical"
    assert found["ladder"]
    assert with_example.database.read_bytes() == before


def test_no_database_is_made(iombot: Shell) -> None:
    asked(iombot, "who is the RTS for Kenya?")
    assert [path for path in iombot.folder.rglob("*") if path.is_file()] == []


def test_without_a_text(iombot: Shell) -> None:
    shown = iombot("ask")
    assert shown.code == 2
    assert "Say what to ask" in shown.err


def test_bytes_that_are_no_text(iombot: Shell) -> None:
    """As the system hands over an argument that isn't UTF-8."""
    found = asked(iombot, "\udcff who is the RTS for Kenya?")
    assert found["country"] == "KEN"


def test_another_policy_is_used(iombot: Shell) -> None:
    iombot.file("policy.yaml", "structure: {accepted_proposals: [nowhere]}")
    shown = iombot("ask", "who is the RTS for Kenya?", IOM_POLICY="policy.yaml")
    assert shown.code == 1
    assert "nowhere" in shown.err
