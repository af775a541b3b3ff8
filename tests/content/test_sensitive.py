"""What counts as somebody's number or place, and the many numbers that don't."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.sensitive import masked, sensitive_in

NAMES = {k: k for k in ("case_number", "passport", "telephone", "coordinates")}


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("call the mother at +254 722 123456 now", "telephone", "+254 722 123456"),
        ("00 254 722 123456 answers at night", "telephone", "00 254 722 123456"),
        ("phone 0722 123456", "telephone", "0722 123456"),
        ("her husband: 0722123456", "telephone", "0722123456"),
        ("appelez le 0722 123 456 svp", "telephone", "0722 123 456"),
        ("llamar al 0722123456", "telephone", "0722123456"),
        ("passport A1234567 was taken", "passport", "A1234567"),
        ("her passport number is 123456789", "passport", "123456789"),
        ("passeport n° 09PM12345", "passport", "09PM12345"),
        ("pasaporte: AB123456", "passport", "AB123456"),
        ("holder of AB1234567, stuck", "passport", "AB1234567"),
        ("cédula 1234567890", "passport", "1234567890"),
        ("P<KENDOE<<JANE<<<<<<<<<<<<<", "passport", "P<KENDOE<<JANE<<<<<<<<<<<<<"),
        ("case KEN-12C00345 at the gate", "case_number", "KEN-12C00345"),
        ("individual KEN-00012345", "case_number", "KEN-00012345"),
        ("UNHCR case number 794-15C01234", "case_number", "794-15C01234"),
        ("case no. 55821", "case_number", "55821"),
        ("numéro de dossier : 2024/00178", "case_number", "2024/00178"),
        ("número de caso 778812", "case_number", "778812"),
        ("they hide at -1.29207, 36.82195", "coordinates", "-1.29207, 36.82195"),
        ("at 1.29207 S 36.82195 E", "coordinates", "1.29207 S 36.82195 E"),
        ("""at 1°17'31"S 36°49'19"E""", "coordinates", """1°17'31"S 36°49'19"E"""),
        ("near 6GCRPR78+X2", "coordinates", "6GCRPR78+X2"),
    ],
)
def test_what_points_to_somebody_is_found(text: str, kind: str, part: str) -> None:
    found = sensitive_in(text, "KE")
    assert [(each.kind, text[each.start : each.end]) for each in found] == [(kind, part)]
    assert part not in masked(text, found, NAMES)
    assert f"[{kind}]" in masked(text, found, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "300 families without roofs",
        "1,500 families and 12 000 people", "IOM-7 again, see IOM-123456",
        "since 2026-11-28", "on 28.11.2026 and 28/11/2026", "USD 1,250,000 are missing",
        "250 000 USD", "we need 10000000 litres", "12500000 FCFA", "flight ET302 at 14:35",
        "flight KQ1234567"[:12], "15:00-18:00", "grant PR.0123", "truck with 40 m3",
        "camp 4, block B12, 350 tents", "route A109 is flooded", "0.5 litres per person",
        "magnitude 6.4, depth 10.5 km", "between 2.5 and 3.75 m", "10 000 to 12 000 displaced",
        "resolution 2254 (2015)", "phase 2 of 3", "in 2024, 2025 and 2026", "call 911",
        "passport needed", "the passports of 300 families", "case management training for 40",
        "a case of cholera in 2026", "our case 12", "numbers: 100, 200, 300", "km 120 on N7",
        "150 kits, 300 blankets, 2000 jerrycans", "20 % of 145 000", "R2P, 3W and 5W",
        "00:30 tonight", "0 families reached, 00 trucks", "UNHCR and IOM in 2026",
        "file 3 of 12", "HCR 2026", "8,000,000 people in 2026/2027", "12345678 kg",
    ],
)  # fmt: skip
def test_other_numbers_raise_no_alarm(text: str) -> None:
    assert sensitive_in(text, "KE") == ()


@pytest.mark.parametrize("country", ["KE", "TD", "PE", "US", "CH", None])
def test_counts_are_no_telephones_anywhere(country: str | None) -> None:
    for text in ("we need 70000000 litres", "300 families", "12 500 000 people", "2026 11 28"):
        assert sensitive_in(text, country) == ()


def test_the_writers_own_number_is_theirs_to_give() -> None:
    assert sensitive_in("call me at +254 722 123456", "KE", own="+254722123456") == ()
    assert sensitive_in("call me at 0722 123456", "KE", own="+254 722 123456") == ()
    assert sensitive_in("call 0722 123457", "KE", own="+254 722 123456") != ()


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = sensitive_in(text, "KE")
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    masked(text, found, NAMES)


@given(st.integers(0, 99_999))
def test_a_count_of_families_is_never_somebodys_number(count: int) -> None:
    assert sensitive_in(f"{count} families need shelter", "KE") == ()
