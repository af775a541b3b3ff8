"""The bot's words: alike in three languages, told apart when broken, and in step with the code.

The code is read, not run: ``tests/content/spoken.py`` finds which messages it says.
"""

import re
import shutil
import string
from pathlib import Path
from typing import get_args

import pytest
import yaml

from content.files import DATA
from content.messages import load_all_words, load_words
from content.validation import faults_of
from routing.audit import What
from routing.cases import State
from routing.contacts import Freshness
from routing.language import LANGUAGES, Language
from routing.notices import NoticeKind, Route
from routing.topics import Severity
from tests.content.spoken import SPEAKERS, Utterance, constants, patterns, utterances

ENGLISH = load_words("en").messages

# Each of these codes has a message of its own, ``section.code``.
CODES = {
    "severity": get_args(Severity),
    "state": get_args(State),
    "route": get_args(Route),
    "freshness": get_args(Freshness),
    "notice": get_args(NoticeKind),
    "timeline": get_args(What),
}

# A command is known by the slash before it or by what it is about behind it.
VERBS = (
    "who|ladder|simulate|about|escalate|details|cancel|status|ack|next|handover|resolve"
    "|office|language"
)
COMMAND = re.compile(rf"/iom (?:{VERBS})\b|\b(?:{VERBS})(?= [A-Z{{]| en\|)")


def placeholders(message: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(message) if name is not None)


def commands(message: str) -> list[str]:
    """The commands that a message shows: the same ones in every language."""
    return COMMAND.findall(message)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped messages that a test may break."""
    shutil.copytree(DATA / "messages", tmp_path / "messages")
    return tmp_path


def replace_line(root: Path, language: Language, old: str, new: str) -> None:
    path = root / "messages" / f"{language}.yaml"
    lines = path.read_text("utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(old))
    lines[at : at + 1] = [new] if new else []
    path.write_text("\n".join(lines), "utf-8")


def faults(root: Path) -> set[str]:
    return {str(fault) for fault in faults_of(lambda: load_all_words(root))}


class TestLanguages:
    @pytest.mark.parametrize("language", ["fr", "es"])
    def test_have_the_same_keys_in_the_same_order(self, language: Language) -> None:
        assert list(load_words(language).messages) == list(ENGLISH)

    @pytest.mark.parametrize("language", ["fr", "es"])
    def test_have_the_same_placeholders(self, language: Language) -> None:
        words = load_words(language)
        other = {
            key
            for key, message in ENGLISH.items()
            if set(placeholders(words.messages[key])) != set(placeholders(message))
        }
        assert other == set()

    @pytest.mark.parametrize("language", ["fr", "es"])
    def test_keep_the_commands_as_they_are_typed(self, language: Language) -> None:
        words = load_words(language)
        for key, message in ENGLISH.items():
            assert commands(words.messages[key]) == commands(message), key

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_fill_every_message(self, language: Language) -> None:
        words = load_words(language)
        for key, message in words.messages.items():
            filled = words(key, **{name: f"<{name}>" for name in placeholders(message)})
            assert all(f"<{name}>" in filled for name in placeholders(message)), key

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_say_each_key_once(self, language: Language) -> None:
        path = DATA / "messages" / f"{language}.yaml"
        assert repeated_keys(yaml.compose(path.read_text("utf-8"))) == []

    def test_french_and_spanish_are_written_their_own_way(self) -> None:
        french, spanish = load_words("fr").messages, load_words("es").messages
        assert [key for key, text in french.items() if re.search(r"\w[?!;]", text)] == []
        assert [key for key, text in spanish.items() if text.count("?") != text.count("¿")] == []


def repeated_keys(node: yaml.Node | None) -> list[str]:
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [str(key.value) for key, _ in node.value]
    again = [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
    return again + [key for _, value in node.value for key in repeated_keys(value)]


class TestBrokenFiles:
    def test_the_shipped_ones_are_whole(self, root: Path) -> None:
        assert faults(root) == set()

    def test_a_missing_key(self, root: Path) -> None:
        replace_line(root, "fr", "  ack: ", "")
        assert faults(root) == {"messages/fr.yaml: button.ack: is missing"}

    def test_a_key_that_english_does_not_have(self, root: Path) -> None:
        replace_line(root, "es", "button:", 'button:\n  sing: "Cantar"')
        assert faults(root) == {"messages/es.yaml: button.sing: is not in en.yaml"}

    def test_another_placeholder(self, root: Path) -> None:
        replace_line(root, "es", "  mailto: ", '  mailto: "Correo para {nombre}"')
        assert faults(root) == {"messages/es.yaml: progress.mailto: has other placeholders"}

    @pytest.mark.parametrize("text", ['""', '"  "', "12", "[a, b]", ""])
    def test_a_text_that_is_none(self, root: Path, text: str) -> None:
        replace_line(root, "fr", "  ack: ", f"  ack: {text}")
        assert "fr.yaml: button.ack: is empty or not a text" in faults(root)

    def test_all_of_them_at_once(self, root: Path) -> None:
        replace_line(root, "fr", "  ack: ", "")
        replace_line(root, "es", "  mailto: ", '  mailto: "Correo"')
        assert faults(root) == {
            "messages/fr.yaml: button.ack: is missing",
            "messages/es.yaml: progress.mailto: has other placeholders",
        }


class TestWords:
    def test_a_message_that_is_not_there(self) -> None:
        words = load_words("fr")
        assert not words.has("button.sing")
        with pytest.raises(KeyError):
            words("button.sing")

    def test_a_value_that_is_not_given(self) -> None:
        with pytest.raises(KeyError, match="country"):
            load_words("es")("answer.office_is")


class TestCode:
    @pytest.mark.parametrize("said", utterances(), ids=str)
    def test_says_messages_that_exist_with_all_their_values(self, said: Utterance) -> None:
        assert said.key in ENGLISH
        if said.given is not None:
            assert set(placeholders(ENGLISH[said.key])) <= said.given

    @pytest.mark.parametrize("section", CODES)
    def test_has_a_message_for_each_code(self, section: str) -> None:
        assert [code for code in CODES[section] if f"{section}.{code}" not in ENGLISH] == []

    def test_says_every_message(self) -> None:
        assert unsaid() == []

    def test_has_every_speaker(self) -> None:
        assert {said.speaker for said in utterances()} == set(SPEAKERS)


def unsaid() -> list[str]:
    """The messages that no code says, neither in full nor put together from codes."""
    known = constants()
    return [key for key in ENGLISH if key not in known and not is_composed(key, known)]


def is_composed(key: str, known: frozenset[str]) -> bool:
    """Does an f-string of the code give this key, with codes that are in the code too?"""
    found = (pattern.fullmatch(key) for pattern in patterns())
    return any(match and set(match.groups()) <= known for match in found)
