"""What is a command and what is free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.commands import (
    Command,
    command_words,
    parse_command,
    reference_in,
    split_note,
    without_slash,
)

VERBS = {
    "who", "ladder", "escalate", "about", "simulate", "status", "ack", "next", "handover",
    "resolve", "cancel", "details", "office", "language", "help", "stop", "mydata", "remove",
    "confirm", "coverage", "drill", "away", "flag", "change",
}  # fmt: skip


ALONE = {"help", "stop", "mydata", "remove", "confirm", "coverage"}


def test_every_verb_of_the_contract_is_there() -> None:
    assert set(command_words().values()) == VERBS
    assert all(command_words()[verb] == verb for verb in VERBS)


@pytest.mark.parametrize(
    ("text", "verb", "argument", "note"),
    [
        ("escalate shelter kenya", "escalate", "shelter kenya", None),
        ("escalate shelter kenya critical -- the roof is gone", "escalate",
         "shelter kenya critical", "the roof is gone"),
        ("resolve IOM-7 — camions envoyés", "resolve", "IOM-7", "camions envoyés"),
        ("resolve IOM-7 – camiones enviados", "resolve", "IOM-7", "camiones enviados"),
        ("resolve IOM-7 -- sent -- at last", "resolve", "IOM-7", "sent -- at last"),
        ("resolve IOM-7 --", "resolve", "IOM-7", ""),
        ("resolve IOM-7", "resolve", "IOM-7", None),
        ("resolve IOM-7\n--\ntwo\nlines", "resolve", "IOM-7", "two\nlines"),
        ("escalate wash NER -- twenty-one--two families", "escalate", "wash NER",
         "twenty-one--two families"),
        ("ACK IOM-7", "ack", "IOM-7", None),
        ("ack: IOM-7", "ack", "IOM-7", None),
        ("ack\tIOM-7", "ack", "IOM-7", None),
        ("ack\xa0IOM-7", "ack", "IOM-7", None),
        ("  ack   IOM-7  ", "ack", "IOM-7", None),
        ("résoudre IOM-7 -- fait", "resolve", "IOM-7", "fait"),
        ("Échelle abris Tchad", "ladder", "abris Tchad", None),
        ("quién agua Perú", "who", "agua Perú", None),
        ("status", "status", "", None),
        ("status IOM-7", "status", "IOM-7", None),
        ("estado iom 7", "status", "iom 7", None),
        ("office Democratic Republic of the Congo", "office", "Democratic Republic of the Congo",
         None),
        ("language fr", "language", "fr", None),
        ("help", "help", "", None),
        ("?", "help", "", None),
        ("stop", "stop", "", None),
        ("next", "next", "", None),
        ("about MCOF", "about", "MCOF", None),
        ("my data", "mydata", "", None),
        ("iom Mes données !", "mydata", "", None),
        ("¿Qué datos tienen de mí?", "mydata", "", None),
        ("Remove me.", "remove", "", None),
        ("retirez-moi", "remove", "", None),
        ("who", "who", "", None),
    ],
)  # fmt: skip
def test_commands(text: str, verb: str, argument: str, note: str | None) -> None:
    assert parse_command(text) == Command(verb, argument, note)


@pytest.mark.parametrize(
    "text",
    [
        "next to the border there are 200 families",
        "cancel my flight",
        "cancel my flight to Kenya please",
        "details are missing",
        "resolve the conflict in camp 3",
        "take it",
        "ack ack ack",
        "status of my case",
        "help me, the river has burst its banks",
        "stop the fire",
        "language barriers at the border",
        "office of the regional director for southern Africa moved",
        "suivant la frontière il y a 200 familles",
        "annuler mon vol",
        "detalles del campo",
        "shelter kenya",
        "hello",
        "",
        "   ",
        "--",
        "-- a note for nobody",
        "escalated to the minister",
        "whoever",
        "12345",
    ],
)
def test_free_text_stays_free_text(text: str) -> None:
    assert parse_command(text) is None


@pytest.mark.parametrize("text", ["next IOM-7 please", "cancel my case iom 7", "handover it IOM-7"])
def test_with_a_reference_it_is_meant(text: str) -> None:
    command = parse_command(text)
    assert command is not None
    assert command.reference == 7


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("IOM-7", 7),
        ("iom-7", 7),
        ("iom 7", 7),
        ("IOM#7", 7),
        ("IOM7", 7),
        ("about iom-12, again", 12),
        ("(IOM-7)", 7),
        ("IOM-7 and IOM-8", 7),
        ("IOM-007", 7),
        ("IOM-", None),
        ("IOM", None),
        ("IOM--7", None),
        ("7", None),
        ("axiom-7", None),
        ("iom-7th", None),
        ("IOM-1234567890123", None),
    ],
)
def test_references_as_people_write_them(text: str, number: int | None) -> None:
    assert reference_in(text) == number


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("handover IOM-7 rts:cairo", "rts:cairo"),
        ("handover rts:cairo IOM-7", "rts:cairo"),
        ("handover iom 7 amina@example.org", "amina@example.org"),
        ("details IOM-7 the same as IOM-3", "the same as IOM-3"),
        ("ack IOM-7", ""),
    ],
)
def test_the_rest_is_the_argument_without_its_case(text: str, rest: str) -> None:
    command = parse_command(text)
    assert command is not None
    assert command.rest == rest


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/iom help", "help"),
        ("/IOM help", "help"),
        ("iom help", "help"),
        ("IOM: help", "help"),
        ("iom, who is the RTS for Kenya?", "who is the RTS for Kenya?"),
        ("/iom", ""),
        ("iom", ""),
        ("  /iom  ", ""),
        ("/iom ack IOM-7", "ack IOM-7"),
        ("iom 7", "iom 7"),
        ("IOM  7", "IOM  7"),
        ("IOM-7", "IOM-7"),
        ("/iom -7", "/iom -7"),
        ("iomega drives", "iomega drives"),
        ("what is IOM", "what is IOM"),
    ],
)
def test_the_prefix_goes_and_references_stay(text: str, plain: str) -> None:
    assert without_slash(text) == plain
    assert without_slash(plain) == plain


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_works_with_and_without_the_prefix(verb: str) -> None:
    plain = parse_command(f"{verb} IOM-7" if verb not in ALONE else verb)
    assert plain is not None
    assert plain.verb == verb
    assert parse_command(f"/iom {verb} {plain.argument}".strip()) == plain
    assert parse_command(f"IOM {verb.upper()} {plain.argument}".strip()) == plain


WORDS = st.sampled_from(sorted(command_words()))
REMARKS = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)


@given(WORDS, st.integers(1, 10**11), REMARKS)
def test_a_command_about_a_case_keeps_its_note_word_for_word(
    word: str, number: int, note: str
) -> None:
    verb = command_words()[word]
    command = parse_command(f"{word} IOM-{number} -- {note}")
    if verb in ALONE:
        assert command is None
    else:
        assert command == Command(verb, f"IOM-{number}", note)
        assert command.reference == number


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    command = parse_command(text)
    assert command is None or command.verb in VERBS
    before, note = split_note(text)
    assert before == before.strip()
    assert note is None or note == note.strip()
