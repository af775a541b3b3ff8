from routing.understanding.phrases import Match, Phrases


def _tree() -> Phrases[str]:
    tree: Phrases[str] = Phrases()
    tree.add(["south", "sudan"], "SSD")
    tree.add(["sudan"], "SDN")
    return tree


def test_the_longest_phrase_wins() -> None:
    words = ("in", "south", "sudan", "or", "sudan")
    assert _tree().all_longest(words, (0,) * 5) == [Match(1, 3, "SSD"), Match(4, 5, "SDN")]


def test_a_phrase_stays_within_one_clause() -> None:
    assert _tree().all_longest(("south", "sudan"), (0, 1)) == [Match(1, 2, "SDN")]


def test_a_phrase_is_found_only_whole() -> None:
    assert _tree().get(("south", "sudan")) == "SSD"
    assert _tree().get(("south",)) is None
    assert _tree().get(("sudan", "south")) is None


def test_what_is_stored_twice_is_kept_or_joined() -> None:
    tree = _tree()
    tree.add(["sudan"], "other")
    assert tree.get(("sudan",)) == "SDN"
    tree.merge(["sudan"], "X", lambda old, new: old + new)
    assert tree.get(("sudan",)) == "SDNX"
