import pytest

from routing.understanding import Lexicon, in_danger


@pytest.mark.parametrize(
    "text",
    [
        "we are under fire",
        "they are SHOOTING at us!!",
        "on nous tire dessus à Goma",
        "nous sommes attaqués, aidez-nous",
        "nos están disparando",
        "estamos bajo ataque",
        "our colleague was kidnapped",
    ],
)
def test_danger_is_recognized(lexicon: Lexicon, text: str) -> None:
    assert in_danger(text, lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "there was a fire in the camp",
        "who can help with shelter in Kenya?",
        "people displaced by conflict need tents",
        "",
        "> we are under fire",
        "report: we are under fire. " * 200,
    ],
)
def test_other_texts_are_no_danger(lexicon: Lexicon, text: str) -> None:
    assert not in_danger(text, lexicon)
