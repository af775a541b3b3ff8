import pytest

from routing.language import Language
from routing.understanding import Lexicon, understand


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("who can help with shelter in Kenya?", "en"),
        ("qui contacter pour l'EHA au tchad", "fr"),
        ("hay 300 personas sin techo en la mosquitia ayuda", "es"),
        ("ki contacter pr leau au tchad", "fr"),
        ("necesitamos carpas en el campamento", "es"),
        ("on a besoin de WASH et de CCCM", "fr"),
    ],
)
def test_the_language_is_that_of_the_text(lexicon: Lexicon, text: str, language: Language) -> None:
    found = understand(text, lexicon)
    assert (found.language, found.language_sure) == (language, True)


def test_few_words_are_no_proof(lexicon: Lexicon) -> None:
    assert not understand("shelter Kenya", lexicon).language_sure
    assert not understand("WASH CCCM NFI RTS", lexicon).language_sure


def test_a_fixed_language_wins_over_the_text(lexicon: Lexicon) -> None:
    found = understand("who can help with shelter in Kenya?", lexicon, language="es")
    assert (found.language, found.language_sure) == ("es", True)
