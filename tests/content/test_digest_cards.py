"""The digest as stewards read it: in three languages, short, and one line where nothing is."""

import pytest

from content.cards.digest import digest_card, file_fault_card, removal_card
from routing.language import LANGUAGES, Language
from tests.content.reading import labels

each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
def test_nothing_to_say_is_one_line(language: Language) -> None:
    card = digest_card({"since": "2026-03-02", "stale": ""}, labels(language))
    assert (card.text, card.sections, card.tone) == ((), (), "neutral")
    assert "2026-03-02" in card.title


@each_language
def test_every_part_has_its_words(language: Language) -> None:
    facts = {
        "since": "2026-03-02",
        "stale": "rts:nairobi#1\nrts:nairobi#2",
        "doubtful": "doe#1",
        "vacant": "rts:dakar\n|37",
        "gaps": "rts:cairo|no_channel|55\nrts:cairo|holiday|3",
        "bounced": "rts:nairobi Amina (slack: user_not_found)",
        "changes": "2026-03-04|confirmed|doe#1\n2026-03-04|imported|1|2|3",
    }
    card = digest_card(facts, labels(language))
    assert len(card.sections) == 6
    assert "(2)" in card.sections[0].title
    assert "37" in card.sections[2].lines[1]
    assert "55" in card.sections[3].lines[0]
    assert card.tone == "attention"
    assert digest_card({"changes": "2026-03-04|away|doe#1"}, labels(language)).tone == "neutral"


def test_a_long_part_is_shortened_and_says_so() -> None:
    card = digest_card({"stale": "\n".join(f"doe#{n}" for n in range(40))}, labels("en"))
    assert len(card.sections[0].lines) == 13
    assert card.sections[0].lines[-1] == "... and 28 more"


@each_language
def test_reports(language: Language) -> None:
    faults = file_fault_card({"faults": "line 2: a\nline 3: b"}, labels(language))
    assert faults.text == ("line 2: a", "line 3: b")
    assert "2" in faults.title
    many = file_fault_card({"faults": "\n".join(str(n) for n in range(300))}, labels(language))
    assert len(many.text) == 101
    removed = removal_card({"seats": "doe#1\nrts:nairobi#2"}, labels(language))
    assert "rts:nairobi" in removed.title
