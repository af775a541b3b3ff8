import pytest

from routing.understanding import Lexicon, find_country, understand


def country(text: str, lexicon: Lexicon, office: str | None = None) -> str | None:
    return understand(text, lexicon, office=office).country


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("shelter in South Sudan", "SSD"),
        ("shelter in S. Sudan", "SSD"),
        ("shelter in Sudan", "SDN"),
        ("shelter Niger", "NER"),
        ("abris au Burkina", "BFA"),
        ("carpas en EE.UU.", "USA"),
        ("shelter in the US", "USA"),
        ("CCCM DRC", "COD"),
        ("abris en RCA", "CAF"),
        ("shelter St. Lucia", "LCA"),
        ("shelter TCD", "TCD"),
        ("shelter tcd", "TCD"),
        ("escalate shelter ken", "KEN"),
        ("shelter in costarica", "CRI"),
        ("our Kenyan colleagues need tents", "KEN"),
        ("les autorités tchadiennes demandent des tentes", "TCD"),
        ("las autoridades haitianas piden lonas", "HTI"),
        ("tents for Ouagadougou", "BFA"),
        ("tents in Burma", "MMR"),
        ("tents in Swaziland", "SWZ"),
    ],
)
def test_a_country_is_known_by_its_names(lexicon: Lexicon, text: str, iso3: str) -> None:
    assert country(text, lexicon) == iso3


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("refugees from Syria in Türkiye need tents", "TUR"),
        ("réfugiés du Soudan arrivés au Tchad, il faut des abris", "TCD"),
        ("refugiados venezolanos en Perú sin techo", "PER"),
        ("Somali refugees in Yemen need tents", "YEM"),
        ("we are in Ankara, accepted by Canada for resettlement", "TUR"),
        ("resettlement of refugees from Kenya to Canada", "KEN"),
        ("vuelos charter desde Trípoli a Niamey", "LBY"),
        ("evacuate 40 people from Sudan to Egypt by air", "SDN"),
        ("UAE funded boreholes in Mauritania", "MRT"),
        ("Air France tickets from Morocco", "MAR"),
        ("the French embassy in Chad asks for tents", "TCD"),
        ("tents, Lake Chad basin, Niger side", "NER"),
        ("who speaks French and knows WASH in Rwanda?", "RWA"),
        ("ask Jordan about the tents in Kenya", "KEN"),
        ("WASH at HQ in Geneva for Chad", "TCD"),
        ("Afghan returnees arriving in Kabul need blankets", "AFG"),
    ],
)
def test_the_place_wins_over_origin_and_destination(lexicon: Lexicon, text: str, iso3: str) -> None:
    assert country(text, lexicon) == iso3


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("shelter in Congo", ("COD", "COG")),
        ("les autorités congolaises demandent des tentes", ("COD", "COG")),
        ("shelter in Guinea", ("GIN", "GNB", "GNQ", "PNG")),
        ("shelter in Georgia", ("GEO", "USA")),
        ("Dominican tents", ("DOM", "DMA")),
        ("shelter in Nigera", ("NER", "NGA")),
        ("shelter in Nigerria", ("NGA", "NER")),
        ("shelter in Kenya and Uganda", ("KEN", "UGA")),
        ("sin techo en la mosquitia", ("HND", "NIC")),
        ("shelter in Goma", ("COD",)),
    ],
)
def test_the_bot_asks_where_a_country_is_not_clear(
    lexicon: Lexicon, text: str, candidates: tuple[str, ...]
) -> None:
    found = understand(text, lexicon)
    assert (found.country, found.ask) == (None, "country")
    assert {finding.value for finding in found.countries[: len(candidates)]} == set(candidates)


def test_the_office_confirms_a_city_but_replaces_no_country(lexicon: Lexicon) -> None:
    assert country("sin techo en la mosquitia", lexicon, office="NIC") == "NIC"
    assert country("sans abri à Goma", lexicon, office="KEN") is None
    assert country("shelter in Kenya", lexicon, office="UGA") == "KEN"
    assert country("shelter in Congo", lexicon, office="KEN") is None


def test_the_office_stands_in_where_no_country_is_named(lexicon: Lexicon) -> None:
    found = understand("we need tents", lexicon, office="UGA")
    assert (found.country, found.country_named) == ("UGA", False)


@pytest.mark.parametrize(
    "text",
    [
        "our car broke down, need tents",
        "la réunion sur les abris est à 10 h",
        "male latrines and tents",
        "can you help us with tents and rope?",
        "Jordan said we need tents",
        "tents, and per diem, are not here",
        "we need a polish for the tents",
    ],
)
def test_everyday_words_are_no_country(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon).countries == ()


def test_car_in_capitals_is_a_country_unless_it_drives(lexicon: Lexicon) -> None:
    assert country("CAR shelter kits who??", lexicon) == "CAF"
    assert country("shelter kits needed in CAR", lexicon) == "CAF"
    assert country("Our CAR broke down with the shelter kits", lexicon) is None


@pytest.mark.parametrize(
    ("typed", "iso3"),
    [
        ("KEN", "KEN"),
        ("ken", "KEN"),
        ("ke", "KEN"),
        ("it", "ITA"),
        ("Brazzaville", "COG"),
        ("car", "CAF"),
        ("rdc", "COD"),
        ("opt", "PSE"),
        ("uk", "GBR"),
        ("goma", "COD"),
        ("tchadien", "TCD"),
        ("kyrgistan", "KGZ"),
        ("réunion", "REU"),
        ("Aleppo", "SYR"),
        ("the Gambia", "GMB"),
        ("Kosovo", "XKX"),
    ],
)
def test_an_argument_may_be_any_name_or_code(lexicon: Lexicon, typed: str, iso3: str) -> None:
    assert find_country(typed, lexicon)[0].value == iso3


@pytest.mark.parametrize("typed", ["", "camp", "shelter", "nowhere", "12", "🙂"])
def test_an_argument_may_name_no_country(lexicon: Lexicon, typed: str) -> None:
    assert find_country(typed, lexicon) == ()
