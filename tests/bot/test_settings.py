"""Settings: which platform is on, which setting is missing, and what is wrong with each."""

from itertools import combinations
from pathlib import Path

import pytest

from bot.settings import Settings

SLACK = ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
TEAMS = ("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID")
TEST_SERVER = {
    "SLACK_API_URL": "http://127.0.0.1:9/api",
    "TEAMS_TOKEN_URL": "http://127.0.0.1:9/token",
    "TEAMS_OPENID_METADATA_URL": "http://127.0.0.1:9/openid",
}


def subsets(names: tuple[str, ...]) -> list[frozenset[str]]:
    counts = range(len(names) + 1)
    return [frozenset(chosen) for count in counts for chosen in combinations(names, count)]


class Environment:
    """Nothing is set but what a test sets; the current folder is empty."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)

    def set(self, **values: str) -> None:
        for name, value in values.items():
            self._monkeypatch.setenv(name, value)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Environment:
    monkeypatch.chdir(tmp_path)
    return Environment(monkeypatch)


@pytest.mark.usefixtures("environment")
def test_without_anything_set_every_platform_is_off() -> None:
    settings = Settings()
    assert settings.database_url == "sqlite:///var/iombot.db"
    assert settings.slack_missing() == ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN")
    assert settings.teams_missing() == TEAMS
    assert settings.smtp_url is None
    assert not settings.rehearsal


@pytest.mark.parametrize("given", subsets(SLACK), ids=lambda given: "+".join(sorted(given)))
def test_slack_names_what_is_missing(environment: Environment, given: frozenset[str]) -> None:
    environment.set(**dict.fromkeys(given, "x"))
    installs = {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"} <= given
    needed = {"SLACK_SIGNING_SECRET"} | (set() if installs else {"SLACK_BOT_TOKEN"})
    settings = Settings()
    assert set(settings.slack_missing()) == needed - given
    wanted = {"SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"}
    assert wanted - given <= set(settings.slack_install_missing())


@pytest.mark.parametrize("given", subsets(TEAMS), ids=lambda given: "+".join(sorted(given)))
def test_teams_names_what_is_missing(environment: Environment, given: frozenset[str]) -> None:
    environment.set(**dict.fromkeys(given, "x"))
    assert set(Settings().teams_missing()) == set(TEAMS) - given


def test_an_empty_value_is_no_value(environment: Environment) -> None:
    environment.set(**dict.fromkeys((*SLACK, *TEAMS, "SMTP_URL", "DATABASE_URL"), ""))
    environment.set(IOM_POLICY="", IOM_TICK_SECONDS="", IOM_STEWARDS="")
    settings = Settings()
    assert len(settings.slack_missing()) == 2
    assert len(settings.teams_missing()) == 3
    assert settings.smtp_url is None
    assert settings.iom_policy is None
    assert settings.iom_tick_seconds == 1
    assert settings.iom_stewards == ()
    assert settings.database_url.startswith("sqlite:///")


def test_the_environment_goes_over_the_file(environment: Environment) -> None:
    Path(".env").write_text(
        "# comment\nIOM_TICK_SECONDS=5\nSLACK_BOT_TOKEN='from file'\nUNKNOWN_NAME=1\n"
    )
    environment.set(IOM_TICK_SECONDS="0.25")
    settings = Settings()
    assert settings.iom_tick_seconds == 0.25
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "from file"


def test_lists_are_comma_separated(environment: Environment) -> None:
    environment.set(
        IOM_STEWARDS=" a@example.org, b@example.org ,,", TEAMS_SERVICE_HOSTS="127.0.0.1:9,h"
    )
    settings = Settings()
    assert settings.iom_stewards == ("a@example.org", "b@example.org")
    assert settings.teams_service_hosts == ("127.0.0.1:9", "h")


def test_slacks_address_ends_in_a_slash(environment: Environment) -> None:
    environment.set(SLACK_API_URL="http://127.0.0.1:9/api")
    assert Settings().slack_api_url == "http://127.0.0.1:9/api/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IOM_TICK_SECONDS", "soon"),
        ("IOM_TICK_SECONDS", "0"),
        ("IOM_TICK_SECONDS", "nan"),
        ("IOM_LOG_FORMAT", "xml"),
        ("IOM_CLOCK_OFFSET_SECONDS", "nan"),
        ("IOM_CLOCK_OFFSET_SECONDS", "inf"),
        ("IOM_CLOCK_OFFSET_SECONDS", "1e12"),
        ("SLACK_API_URL", "not an address"),
        ("TEAMS_TOKEN_URL", "ftp://example.org"),
        ("TEAMS_OPENID_METADATA_URL", "nowhere"),
        ("TEAMS_SERVICE_HOSTS", "http://example.org/path"),
        ("SMTP_URL", "http://example.org"),
        ("SMTP_URL", "smtp://"),
        ("MAIL_FROM", "nobody"),
        ("IOM_STEWARDS", "a@example.org,nobody"),
    ],
)
def test_a_wrong_value_is_named_and_replaced(
    environment: Environment, name: str, value: str
) -> None:
    environment.set(**{name: value})
    settings, (fault,) = Settings.read()
    assert fault.place == name
    field = name.lower()
    assert getattr(settings, field) == Settings.model_fields[field].default


def test_every_wrong_value_is_told_at_once_and_the_right_ones_stay(
    environment: Environment,
) -> None:
    environment.set(IOM_TICK_SECONDS="x", IOM_LOG_FORMAT="x", MAIL_FROM="bot@example.org")
    settings, faults = Settings.read()
    assert {fault.place for fault in faults} == {"IOM_TICK_SECONDS", "IOM_LOG_FORMAT"}
    assert settings.mail_from == "bot@example.org"


@pytest.mark.parametrize(
    "url", ["smtp://user:pass/word@example.org", "http://user:password@example.org"]
)
def test_no_password_stands_in_a_fault(environment: Environment, url: str) -> None:
    environment.set(SMTP_URL=url)
    _, (fault,) = Settings.read()
    assert "pass" not in str(fault).replace("smtp://host:port", "")


@pytest.mark.usefixtures("environment")
def test_no_secret_is_shown_with_the_settings(environment: Environment) -> None:
    secret = {name: f"hidden-{name}" for name in (*SLACK, "SLACK_APP_TOKEN")}
    environment.set(**secret, MICROSOFT_APP_PASSWORD="hidden", SMTP_URL="smtp://u:hidden@h")
    shown = repr(Settings()).replace("hidden-SLACK_CLIENT_ID", "")
    assert "hidden" not in shown


def rehearsing(environment: Environment, **values: str) -> str | None:
    environment.set(**(TEST_SERVER | {"IOM_CLOCK_OFFSET_SECONDS": "3600"} | values))
    return Settings().rehearsal_conflict()


def test_a_rehearsal_may_start_between_test_servers(environment: Environment) -> None:
    environment.set(**dict.fromkeys((*SLACK, *TEAMS), "x"))
    assert rehearsing(environment, TEAMS_SERVICE_HOSTS="127.0.0.1:9") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_API_URL", "https://slack.com/api/"),
        ("SLACK_API_URL", "https://SLACK.com./api/"),
        ("SLACK_API_URL", "https://www.slack.com/api/"),
        ("SLACK_API_URL", "https://slack-gov.com/api/"),
        ("TEAMS_TOKEN_URL", ""),
        ("TEAMS_TOKEN_URL", "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
        ("TEAMS_OPENID_METADATA_URL", ""),
        ("TEAMS_OPENID_METADATA_URL", "https://login.botframework.com/v1/openid"),
        ("TEAMS_SERVICE_HOSTS", "127.0.0.1:9,smba.trafficmanager.net"),
    ],
)
def test_a_rehearsal_never_starts_at_the_real_hosts(
    environment: Environment, name: str, value: str
) -> None:
    environment.set(**dict.fromkeys((*SLACK, *TEAMS), "x"))
    conflict = rehearsing(environment, **{name: value})
    assert conflict is not None
    assert name in conflict


def test_the_real_hosts_do_no_harm_where_the_platform_is_off(environment: Environment) -> None:
    assert rehearsing(environment, SLACK_API_URL="https://slack.com/api/") is None


def test_without_an_offset_the_real_hosts_are_right(environment: Environment) -> None:
    environment.set(**dict.fromkeys((*SLACK, *TEAMS), "x"))
    assert Settings().rehearsal_conflict() is None
