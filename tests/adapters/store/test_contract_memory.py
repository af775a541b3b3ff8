"""What the store promises about deliveries, dialogues and the platforms' documents."""

import pytest

from adapters.store import SqlStore
from routing.errors import AlreadyHandled
from tests.adapters.store.samples import NOW, SECOND, case


def open_case_for(store: SqlStore, key: str, reply: str) -> None:
    with store.write() as writer:
        writer.open_case(case())
        writer.remember(key, reply, NOW)


def test_a_delivery_is_remembered_with_its_reply(store: SqlStore) -> None:
    with store.write() as writer:
        assert writer.remembered("k") is None
        writer.remember("k", '{"title": "é"}', NOW)
    with store.write() as writer:
        assert writer.remembered("k") == '{"title": "é"}'


def test_a_second_delivery_has_no_effect(store: SqlStore) -> None:
    with store.write() as writer:
        writer.remember("k", "first", NOW)
    with pytest.raises(AlreadyHandled, match="k"):
        open_case_for(store, "k", "second")
    with store.write() as writer:
        assert writer.remembered("k") == "first"
        assert writer.case(1) is None


def test_old_deliveries_and_dialogues_are_forgotten(store: SqlStore) -> None:
    with store.write() as writer:
        writer.remember("old", "", NOW - SECOND)
        writer.remember("new", "", NOW)
        writer.save_dialogue("old", {}, NOW - SECOND)
        writer.save_dialogue("new", {}, NOW)
        assert writer.forget_before(NOW) == 2
        assert writer.forget_before(NOW) == 0
        assert writer.remembered("new") == ""
        assert writer.remembered("old") is None
        assert writer.dialogue("new", NOW - SECOND) == {}


def test_much_is_forgotten_little_by_little(store: SqlStore) -> None:
    with store.write() as writer:
        for index in range(5_001):
            writer.remember(f"k{index}", "", NOW + index * SECOND)
    later = NOW + 10_000 * SECOND
    with store.write() as writer:
        assert writer.forget_before(later) == 5_000
        assert writer.remembered("k5000") == ""
        assert writer.forget_before(later) == 1
        assert writer.forget_before(later) == 0


def test_a_dialogue_lasts_until_its_time(store: SqlStore) -> None:
    state = {"asked": "country", "topic": None, "seen": [1, 2.5, {"ñ": True}]}
    with store.write() as writer:
        writer.save_dialogue("c", {"asked": "topic"}, NOW)
        writer.save_dialogue("c", state, NOW + SECOND)
    with store.read() as reader:
        assert reader.dialogue("c", NOW) == state
        assert reader.dialogue("c", NOW + SECOND) is None
        assert reader.dialogue("d", NOW) is None


def test_a_dialogue_can_end_early(store: SqlStore) -> None:
    with store.write() as writer:
        writer.save_dialogue("c", {}, NOW + SECOND)
        writer.end_dialogue("c")
        writer.end_dialogue("never-begun")
        assert writer.dialogue("c", NOW) is None


def test_documents_are_kept_by_kind_and_key(store: SqlStore) -> None:
    with store.write() as writer:
        writer.put_record("teams", "a", {"v": 1}, NOW)
        writer.put_record("slack", "a", {"v": 2}, NOW)
        writer.put_record("teams", "a", {"v": 3}, NOW)
    with store.read() as reader:
        assert reader.record("teams", "a") == {"v": 3}
        assert reader.record("slack", "a") == {"v": 2}
        assert reader.record("teams", "b") is None


def test_documents_are_listed_by_a_prefix_that_is_taken_literally(store: SqlStore) -> None:
    with store.write() as writer:
        for key in ("t%1:b", "t%1:a", "T%1:c", "tx1:d"):
            writer.put_record("teams", key, {"key": key}, NOW)
        writer.put_record("slack", "t%1:e", {}, NOW)
    with store.read() as reader:
        assert [key for key, _ in reader.records("teams", "t%1:")] == ["t%1:a", "t%1:b"]
        assert [key for key, _ in reader.records("teams")] == ["T%1:c", "t%1:a", "t%1:b", "tx1:d"]
        assert reader.records("teams", "t%1:b") == (("t%1:b", {"key": "t%1:b"}),)
        assert reader.records("mail") == ()


def test_a_deleted_document_is_gone(store: SqlStore) -> None:
    with store.write() as writer:
        writer.put_record("teams", "a", {}, NOW)
        writer.delete_record("teams", "a")
        writer.delete_record("teams", "a")
        assert writer.record("teams", "a") is None
