import pytest

from routing.understanding.surface import READ_CHARACTERS, is_pasted, strip_markup


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<@U123ABC> tents <#C1|help-kenya>", "tents"),
        ("<!channel> <!subteam^S1|@wash> tents", "tents"),
        ("<at>Kenya Bot</at> tents", "tents"),
        ("tents <https://example.org/wash|WASH page>", "tents"),
        ("tents https://example.org/kenya?x=wash", "tents"),
        ("tents for someone@example.org", "tents for"),
        ("<p>tents&nbsp;<b>now</b></p>", "tents now"),
        (":house: tents :flag-ke:", "tents"),
        ("> old question about WASH\ntents", "tents"),
        ("&gt; old question about WASH\ntents", "tents"),
        ("tents\n-----Original Message-----\nWASH in Kenya", "tents"),
        ("tents\nOn Monday somebody at the office wrote:\nWASH", "tents"),
        ("carpas\nEl lunes alguien escribió:\nagua", "carpas"),
        ("<blockquote>WASH</blockquote>tents", "tents"),
        ("*tents* _now_ \u200b", "tents now"),
        ("meet at 12:30:45 tents", "meet at 12:30:45 tents"),
    ],
)
def test_only_what_the_sender_typed_is_left(text: str, kept: str) -> None:
    assert " ".join(strip_markup(text).split()) == kept


def test_a_long_text_is_read_only_at_its_beginning() -> None:
    assert len(strip_markup("word " * 50_000)) <= READ_CHARACTERS


def test_a_document_is_longer_than_a_message() -> None:
    assert is_pasted("x" * (READ_CHARACTERS + 1))
    assert not is_pasted("who can help with shelter in Kenya?")
