"""DATABASE_URL: what it may be, and what is said where it can't be used."""

from pathlib import Path

import pytest

from adapters.store import InvalidDatabaseUrl, open_store
from adapters.store.url import postgresql_url, sqlite_path


def test_an_absolute_path_has_four_slashes(tmp_path: Path) -> None:
    assert str(tmp_path).startswith("/")
    assert sqlite_path(f"sqlite:///{tmp_path}/x.db") == tmp_path / "x.db"


def test_a_relative_path_starts_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store("sqlite:///var/iombot.db")
    monkeypatch.chdir("/")
    store.migrate()
    store.close()
    assert (tmp_path / "var" / "iombot.db").is_file()


@pytest.mark.parametrize(
    ("written", "name"),
    [("a b", "a b"), ("a%20b", "a b"), ("50%25", "50%"), ("ha#sh", "ha#sh"), ("ñ水", "ñ水")],
)
def test_any_folder_will_do(tmp_path: Path, written: str, name: str) -> None:
    store = open_store(f"sqlite:///{tmp_path}/{written}/x.db")
    store.migrate()
    assert store.ready()
    store.close()
    assert (tmp_path / name / "x.db").is_file()


@pytest.mark.parametrize(
    ("url", "host", "database"),
    [
        ("postgresql://bot@db.example.org/iombot", "db.example.org", "iombot"),
        ("postgres://bot@db.example.org/iombot", "db.example.org", "iombot"),
        ("postgresql+psycopg://bot@db.example.org:5433/iombot", "db.example.org", "iombot"),
        ("postgresql://bot:@/iombot?host=/run/postgresql", None, "iombot"),
    ],
)
def test_the_driver_is_chosen_for_postgresql(url: str, host: str | None, database: str) -> None:
    parsed = postgresql_url(url)
    assert parsed.drivername == "postgresql+psycopg"
    assert (parsed.host, parsed.database, parsed.username) == (host, database, "bot")
    assert sqlite_path(url) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://bot:secret@db.example.org/iombot", "mysql isn't supported"),
        ("postgresql+asyncpg://bot:secret@db.example.org/iombot", "asyncpg isn't supported"),
        ("postgresql://bot:secret@db.example.org", "no database"),
        ("not a url", "can't be read"),
        ("", "can't be read"),
        ("postgresql://bot:secret@db.example.org:port/x", "can't be read"),
        ("sqlite://", "no file"),
        ("sqlite:///:memory:", "no file"),
        ("sqlite:///x.db?mode=ro", "a path and nothing else"),
        ("sqlite:///x?/y.db", "a path and nothing else"),
        ("sqlite://host/x.db", "a path and nothing else"),
        ("sqlite:////", "a folder"),
    ],
)
def test_what_cant_be_used_is_said_in_a_sentence(url: str, said: str) -> None:
    with pytest.raises(InvalidDatabaseUrl, match=said) as fault:
        open_store(url)
    assert str(fault.value).endswith(".")
    assert "secret" not in str(fault.value)


def test_a_folder_that_cant_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidDatabaseUrl, match="can't be made"):
        open_store(f"sqlite:///{tmp_path}/file/deeper/x.db")
