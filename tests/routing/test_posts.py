"""Posts as people write them, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.errors import InvalidPost
from routing.posts import (
    DOE,
    PRD,
    PRD_UNITS,
    RMM,
    Post,
    coordinating_office,
    country_office,
    division_of,
    kind_of,
    parse_post,
    place_of,
    regional_specialist,
)


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("co:KEN", "co:KEN"),
        ("CO:ken", "co:KEN"),
        (" rts : Nairobi ", "rts:nairobi"),
        ("RTS:San Jose", "rts:san-jose"),
        ("coord:rome", "coord:rome"),
        ("prd", "prd"),
        ("PRD", "prd"),
        ("prd:wash", "prd:wash"),
        ("prd:Emergency Response", "prd:emergency_response"),
        ("prd:shelter-settlements", "prd:shelter_settlements"),
        ("rmm", "rmm"),
        ("doe", "doe"),
        ("slo:new-york", "slo:new-york"),
        ("ac:manila", "ac:manila"),
        ("rmo:tokyo", "rmo:tokyo"),
        ("steward:nairobi", "steward:nairobi"),
    ],
)
def test_posts_are_read_as_people_write_them(text: str, post: str) -> None:
    assert parse_post(text) == post


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ":",
        "co",
        "co:",
        "co:KE",
        "co:KENYA",
        "co:K1N",
        "rts",
        "rts:",
        "rts:nairobi:1",
        "rts:nairobi#1",
        "rts:-nairobi",
        "rts:nai  robi",
        "prd:",
        "prd:health",
        "prd:nairobi",
        "rmm:",
        "rmm:wash",
        "doe:",
        "doe:wash",
        "ceo",
        "amina@example.org",
        "the RTS for Kenya",
    ],
)
def test_what_is_no_post_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(InvalidPost) as refused:
        parse_post(text)
    assert refused.value.text == text


_CODES = st.text(alphabet=st.characters(min_codepoint=65, max_codepoint=90), min_size=3, max_size=3)
_SLUGS = st.from_regex(r"[a-z]+(-[a-z]+){0,2}", fullmatch=True)
POSTS = st.one_of(
    _CODES.map(country_office),
    _SLUGS.map(regional_specialist),
    _SLUGS.map(coordinating_office),
    st.sampled_from(PRD_UNITS).map(lambda unit: Post(f"prd:{unit}")),
    st.sampled_from([PRD, RMM, DOE]),
)


@given(POSTS)
def test_a_post_reads_back_as_itself_in_any_case(post: Post) -> None:
    assert parse_post(post) == post
    assert parse_post(post.upper()) == post
    place = place_of(post)
    assert post == (f"{kind_of(post)}:{place}" if place else kind_of(post))


@given(st.text(max_size=20))
def test_any_text_is_a_post_that_reads_back_or_is_refused(text: str) -> None:
    try:
        post = parse_post(text)
    except InvalidPost:
        return
    assert parse_post(post) == post


@pytest.mark.parametrize("unit", PRD_UNITS)
def test_each_unit_belongs_to_prd(unit: str) -> None:
    assert division_of(Post(f"prd:{unit}")) == PRD


@pytest.mark.parametrize("post", ["prd", "rmm", "doe", "rts:nairobi", "co:KEN"])
def test_nothing_else_belongs_to_a_division(post: str) -> None:
    assert division_of(Post(post)) is None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidPost):
        kind_of(Post("ceo:geneva"))
