"""A file meets a directory that was changed by hand: who wins, and what is a conflict."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.contacts import Contact
from routing.merging import Kind, Merge, merge
from routing.posts import Post

POSTS = tuple(map(Post, ("co:KEN", "rts:nairobi", "doe")))
OLD, NEW, NEWEST = date(2026, 1, 1), date(2026, 5, 1), date(2026, 9, 1)
A = Contact(Post("rts:nairobi"), 1, "Amina", phone="+254700000001", verified_on=OLD)
BY_HAND = replace(A, phone="+254700000002", verified_on=NEW)
BY_FILE = replace(A, name="Joseph", verified_on=None)
CONFIRMED = replace(A, verified_on=NEW)

seats = st.tuples(st.sampled_from(POSTS), st.integers(1, 2))
persons = st.tuples(st.sampled_from("ABC"), st.sampled_from([None, OLD, NEW]))
directories = st.dictionaries(seats, persons, max_size=6).map(
    lambda found: tuple(
        Contact(post, rank, name, verified_on=day) for (post, rank), (name, day) in found.items()
    )
)


def after(directory: tuple[Contact, ...], merged: Merge) -> dict[tuple[Post, int], Contact]:
    found = {(c.post, c.rank): c for c in directory}
    for seat in merged.vacated:
        del found[seat]
    return found | {(c.post, c.rank): c for c in merged.saved}


@pytest.mark.parametrize(
    ("before", "now", "file", "kind", "then"),
    [
        pytest.param(None, None, A, "added", A, id="a new row"),
        pytest.param(A, A, A, "unchanged", A, id="nothing new"),
        pytest.param(A, A, BY_FILE, "changed", BY_FILE, id="the file changed"),
        pytest.param(A, A, None, "removed", None, id="the file dropped it"),
        pytest.param(A, BY_HAND, A, "kept", BY_HAND, id="changed by hand"),
        pytest.param(A, BY_HAND, BY_FILE, "conflict", BY_HAND, id="changed on both sides"),
        pytest.param(A, BY_HAND, None, "conflict", BY_HAND, id="changed here, dropped there"),
        pytest.param(A, None, A, "kept", None, id="removed by hand"),
        pytest.param(A, None, BY_FILE, "conflict", None, id="removed here, changed there"),
        pytest.param(A, None, None, None, None, id="gone on both sides"),
        pytest.param(None, A, None, "kept", A, id="added by hand"),
        pytest.param(None, A, BY_FILE, "conflict", A, id="two new ones in one seat"),
        pytest.param(A, CONFIRMED, A, "kept", CONFIRMED, id="a confirmation outlasts the file"),
        pytest.param(A, CONFIRMED, BY_FILE, "changed", BY_FILE, id="somebody else now"),
        pytest.param(A, CONFIRMED, None, "removed", None, id="confirmed, then dropped"),
        pytest.param(
            A, CONFIRMED, replace(A, verified_on=NEWEST), "changed",
            replace(A, verified_on=NEWEST), id="the later day",
        ),
        pytest.param(
            A, replace(A, verified_on=NEWEST), CONFIRMED, "kept",
            replace(A, verified_on=NEWEST), id="the later day is here",
        ),
        pytest.param(
            A, BY_HAND, replace(A, verified_on=NEWEST), "kept", BY_HAND,
            id="a day in the file is no change of the details",
        ),
        pytest.param(
            A, BY_HAND, replace(BY_HAND, verified_on=None), "kept", BY_HAND,
            id="both made the same change",
        ),
    ],
)  # fmt: skip
def test_one_seat(
    before: Contact | None,
    now: Contact | None,
    file: Contact | None,
    kind: Kind | None,
    then: Contact | None,
) -> None:
    imported, directory, found = (tuple(c for c in (x,) if c) for x in (before, now, file))
    merged = merge(imported, directory, found)
    assert [change.kind for change in merged.changes] == ([kind] if kind else [])
    assert list(after(directory, merged).values()) == ([then] if then else [])


def test_a_side_can_be_preferred() -> None:
    by_file = merge((A,), (BY_HAND,), (BY_FILE,), "file")
    assert (by_file.conflicts, by_file.saved) == ((), (BY_FILE,))
    by_hand = merge((A,), (BY_HAND,), (BY_FILE,), "directory")
    assert (by_hand.conflicts, by_hand.saved, by_hand.of("kept")[0].then) == ((), (), BY_HAND)
    assert merge((A,), (BY_HAND,), (), "file").vacated == (("rts:nairobi", 1),)


def test_differences_name_the_columns() -> None:
    (change,) = merge((A,), (BY_HAND,), (BY_FILE,)).conflicts
    assert {n: (x, y) for n, x, y in change.differences()} == {
        "name": ("Amina", "Joseph"),
        "phone": ("+254700000002", "+254700000001"),
        "verified_on": (NEW, None),
    }


@given(directories, directories)
def test_an_unedited_directory_is_replaced(
    directory: tuple[Contact, ...], file: tuple[Contact, ...]
) -> None:
    merged = merge(directory, directory, file)
    assert not merged.conflicts
    assert set(after(directory, merged).values()) == set(file)


@given(directories, directories)
def test_a_file_that_says_what_it_said_changes_nothing(
    imported: tuple[Contact, ...], directory: tuple[Contact, ...]
) -> None:
    merged = merge(imported, directory, imported)
    assert (merged.conflicts, merged.saved, merged.vacated) == ((), (), ())


@given(directories, directories)
def test_an_export_comes_back_without_conflicts(
    imported: tuple[Contact, ...], directory: tuple[Contact, ...]
) -> None:
    merged = merge(imported, directory, directory)
    assert (merged.conflicts, merged.saved, merged.vacated) == ((), (), ())


@given(directories, directories, directories, st.sampled_from(["file", "directory"]))
def test_a_decision_leaves_no_conflict_and_every_seat_comes_from_somewhere(
    imported: tuple[Contact, ...],
    directory: tuple[Contact, ...],
    file: tuple[Contact, ...],
    side: str,
) -> None:
    merged = merge(imported, directory, file, "file" if side == "file" else "directory")
    assert not merged.conflicts
    undated = {replace(c, verified_on=None) for c in (*directory, *file)}
    then = after(directory, merged).values()
    assert {replace(c, verified_on=None) for c in then} <= undated
