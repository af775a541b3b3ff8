"""Settings from the environment or a ``.env`` file; the contract lists them."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

VAR = Path("var")
SLACK_API = "https://slack.com/api/"


def _listed(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """Everything that an operator can set. A platform whose secrets are missing is off."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: str = f"sqlite:///{VAR}/iombot.db"

    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API

    microsoft_app_id: str | None = None
    microsoft_app_password: SecretStr | None = None
    microsoft_app_tenant_id: str | None = None
    teams_service_hosts: Listed = ()
    teams_openid_metadata_url: str | None = None
    teams_token_url: str | None = None

    smtp_url: SecretStr | None = None
    mail_from: str = "iom-bot@localhost"

    iom_stewards: Listed = ()
    iom_policy: Path | None = None
    iom_tick_seconds: Annotated[float, Field(gt=0, le=60)] = 1
    iom_log_format: Literal["console", "json"] = "console"
    iom_clock_offset_seconds: float = 0

    @field_validator("slack_api_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        HttpUrl(url)
        return url if url.endswith("/") else f"{url}/"

    def slack_missing(self) -> tuple[str, ...]:
        """Names of the settings that Slack still needs; empty where it is on."""
        missing = [] if self.slack_signing_secret else ["SLACK_SIGNING_SECRET"]
        installs = self.slack_client_id and self.slack_client_secret
        if not self.slack_bot_token and not installs:
            missing.append("SLACK_BOT_TOKEN")
        return tuple(missing)

    def slack_install_missing(self) -> tuple[str, ...]:
        missing = list(self.slack_missing())
        if not self.slack_client_id:
            missing.append("SLACK_CLIENT_ID")
        if not self.slack_client_secret:
            missing.append("SLACK_CLIENT_SECRET")
        return tuple(missing)

    def teams_missing(self) -> tuple[str, ...]:
        wanted = {
            "MICROSOFT_APP_ID": self.microsoft_app_id,
            "MICROSOFT_APP_PASSWORD": self.microsoft_app_password,
            "MICROSOFT_APP_TENANT_ID": self.microsoft_app_tenant_id,
        }
        return tuple(name for name, value in wanted.items() if not value)

    @property
    def rehearsal(self) -> bool:
        return self.iom_clock_offset_seconds != 0

    def rehearsal_conflict(self) -> str | None:
        """Why a rehearsal may not start: it would speak to real people."""
        if not self.rehearsal:
            return None
        host = urlsplit(self.slack_api_url).hostname or ""
        if not self.slack_missing() and (host == "slack.com" or host.endswith(".slack.com")):
            return "IOM_CLOCK_OFFSET_SECONDS is set while SLACK_API_URL is Slack's own"
        if not self.teams_missing() and not self.teams_token_url:
            return "IOM_CLOCK_OFFSET_SECONDS is set while TEAMS_TOKEN_URL is Microsoft's own"
        token_host = urlsplit(self.teams_token_url or "").hostname or ""
        if token_host.endswith(
            (".microsoftonline.com", ".microsoftonline.us", ".botframework.com")
        ):
            return "IOM_CLOCK_OFFSET_SECONDS is set while TEAMS_TOKEN_URL is Microsoft's own"
        return None
