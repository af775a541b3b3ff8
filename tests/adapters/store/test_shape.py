"""The store fits what the bot asks for, which it must not import."""

import inspect

import pytest

from adapters.store import SqlStore
from adapters.store.reader import SqlReader
from adapters.store.writer import SqlWriter
from bot import ports


def as_port(store: SqlStore) -> ports.Store:
    """For the type checker: every method, its arguments and its result."""
    return store


def methods(protocol: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(found)
        for name, found in inspect.getmembers(protocol, inspect.isfunction)
        if not name.startswith("_")
    }


@pytest.mark.parametrize(
    ("protocol", "implementation"),
    [(ports.Store, SqlStore), (ports.Reader, SqlReader), (ports.Writer, SqlWriter)],
)
def test_every_method_is_there_with_its_arguments(protocol: type, implementation: type) -> None:
    there = methods(implementation)
    for name, wanted in methods(protocol).items():
        assert list(there[name].parameters) == list(wanted.parameters), name


def test_a_store_is_a_port(store: SqlStore) -> None:
    assert as_port(store).ready()
