import pytest

from routing.understanding import Lexicon, understand


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("no shelter needed, WASH please", "wash"),
        ("we don't need tents, we need hygiene kits", "wash"),
        ("need WASH not shelter", "wash"),
        ("latrines instead of tents", "wash"),
        ("tents are not needed, water is", "wash"),
        ("no shelter, WASH please", "wash"),
        ("pas besoin d'abris mais de l'eau potable", "wash"),
        ("pas d'abri mais de l'EHA", "wash"),
        ("des latrines plutôt que des tentes", "wash"),
        ("no necesitamos carpas sino agua", "wash"),
        ("letrinas en vez de carpas", "wash"),
    ],
)
def test_what_is_refused_is_not_meant(lexicon: Lexicon, text: str, topic: str) -> None:
    assert understand(text, lexicon, office="KEN").topic == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("we have no water", "wash"),
        ("there are no latrines in the camp", "wash"),
        ("the IDP camp has no latrines", "wash"),
        ("no tents", "shelter_settlements"),
        ("sans abri", "shelter_settlements"),
        ("pas d'eau depuis trois jours", "wash"),
        ("no hay agua", "wash"),
        ("sin techo", "shelter_settlements"),
    ],
)
def test_what_is_lacking_is_meant(lexicon: Lexicon, text: str, topic: str) -> None:
    assert understand(text, lexicon, office="KEN").topic == topic


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("shelter, not Kenya but Uganda", "UGA"),
        ("abris, pas au Tchad mais au Niger", "NER"),
        ("carpas, no en Perú sino en Ecuador", "ECU"),
        ("need WASH not shelter in Kenya", "KEN"),
    ],
)
def test_a_refused_country_is_not_meant(lexicon: Lexicon, text: str, country: str) -> None:
    assert understand(text, lexicon).country == country
