"""What people type about their own entry: kept as it can be used, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.email.message import mail_address
from content.entry_checks import checked
from content.mail_address import can_be_mailed


@pytest.mark.parametrize(
    "text",
    ["amina@example.org", "A.min+doe@mail.example.org", "o'neil@example.org", "a@bücher.example"],
)
def test_a_mail_address_is_kept_as_it_was_typed(text: str) -> None:
    assert checked({"email": f" {text} "}) == ({"email": text}, ())


@pytest.mark.parametrize(
    "text",
    [
        "josé@example.org", "a@localhost", "a@-.org", "a@example_1.org", "a..b@example.org",
        ".a@example.org", "a.@example.org", "a@example.org.", "a@10.0.0.1", '"a"@example.org',
        "a@example..org", f"{'a' * 65}@example.org", f"a@{'b.' * 130}org", f"a@{'b' * 64}.org",
        "a@example.org\r\nBcc: b@example.org", "a@b@example.org", "@example.org",
    ],
)  # fmt: skip
def test_what_no_mail_server_takes_is_refused(text: str) -> None:
    assert checked({"email": text}) == ({}, ("email",))


@given(st.text(st.sampled_from("aé.-_@1 \"'<é\r"), max_size=12).map(lambda text: f"a{text}.org"))
def test_an_address_that_is_kept_can_be_put_on_a_mail(text: str) -> None:
    if can_be_mailed(text):
        assert mail_address(text).addr_spec.endswith(".org")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina   Example ", "Amina Example"),
        ("Amina\nLevel 1: Eve\u2028Example", "Amina Level 1: Eve Example"),
        ("Zoë O'Neil-Ñandú (RTS)", "Zoë O'Neil-Ñandú (RTS)"),
        ("علی‌رضا", "علی‌رضا"),
    ],
)
def test_a_name_is_one_line(typed: str, kept: str) -> None:
    assert checked({"name": typed}) == ({"name": kept}, ())


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("http://x.example")', "@SUM(1)", "-5+3", "+254 700 000001", "\u202eanimA",
        "A\x7f", "a@example.org", "x" * 121,
    ],
)  # fmt: skip
def test_what_would_be_something_else_elsewhere_is_no_name(typed: str) -> None:
    assert checked({"name": typed}) == ({}, ("name",))
