"""Settings from the environment or a ``.env`` file; the contract lists them."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from adapters.email.message import Sender, mail_address
from adapters.email.smtp import Server
from adapters.source import is_source
from adapters.teams.hosts import ServiceHosts
from content.validation import Fault

VAR = Path("var")
SLACK_API = "https://slack.com/api/"

_SLACK_DOMAINS = ("slack.com", "slack-gov.com")
_MICROSOFT_DOMAINS = (
    "microsoftonline.com",
    "microsoftonline.us",
    "microsoftonline.cn",
    "botframework.com",
    "botframework.azure.us",
    "botframework.azure.cn",
    "teams.microsoft.com",
    "teams.microsoft.us",
    "smba.trafficmanager.net",
)
_CENTURY = 100 * 366 * 86_400.0


def _listed(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _web_address(url: str) -> str:
    HttpUrl(url)
    return url


def _sender(address: str) -> str:
    Sender.parse(address)
    return address


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """Everything that an operator can set. A platform whose secrets are missing is off."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: str = f"sqlite:///{VAR}/iombot.db"

    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: WebAddress = SLACK_API

    microsoft_app_id: str | None = None
    microsoft_app_password: SecretStr | None = None
    microsoft_app_tenant_id: str | None = None
    teams_service_hosts: Listed = ()
    teams_openid_metadata_url: WebAddress | None = None
    teams_token_url: WebAddress | None = None

    smtp_url: SecretStr | None = None
    mail_from: Annotated[str, AfterValidator(_sender)] = "iom-bot@localhost"

    iom_stewards: Listed = ()
    iom_policy: Path | None = None
    iom_contacts_sync: SecretStr | None = None
    iom_contacts_sync_at: Annotated[str, Field(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$")] = "04:00"
    iom_alive_to: SecretStr | None = None
    iom_public_url: WebAddress | None = None
    iom_tick_seconds: Annotated[float, Field(gt=0, le=60)] = 1
    iom_log_format: Literal["console", "json"] = "console"
    iom_clock_offset_seconds: Annotated[
        float, Field(ge=-_CENTURY, le=_CENTURY, allow_inf_nan=False)
    ] = 0

    @field_validator("slack_api_url")
    @classmethod
    def _with_slash(cls, url: str) -> str:
        return url if url.endswith("/") else f"{url}/"

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        try:
            if url is not None:
                Server.parse(url.get_secret_value())
        except ValueError:
            # The fault's own words may hold a part of the password.
            raise ValueError("write it as smtp://host:port or smtps://host:port") from None
        return url

    @field_validator("iom_contacts_sync")
    @classmethod
    def _source(cls, source: SecretStr | None) -> SecretStr | None:
        if source is not None and not is_source(source.get_secret_value()):
            raise ValueError("write a path, or an address that begins with https://")
        return source

    @field_validator("iom_alive_to")
    @classmethod
    def _web_or_mail(cls, where: SecretStr | None) -> SecretStr | None:
        try:
            if where is not None:
                (_web_address if "://" in where.get_secret_value() else mail_address)(
                    where.get_secret_value()
                )
        except ValueError:
            # The fault's own words may hold the address, and that a secret.
            raise ValueError("write a web address (https://…) or a mail address") from None
        return where

    @field_validator("teams_service_hosts")
    @classmethod
    def _service_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        ServiceHosts(hosts)
        return hosts

    @field_validator("iom_stewards")
    @classmethod
    def _mail_addresses(cls, mails: tuple[str, ...]) -> tuple[str, ...]:
        for mail in mails:
            mail_address(mail)
        return mails

    @classmethod
    def read(cls) -> tuple[Self, tuple[Fault, ...]]:
        """The settings, with the default for each wrong one; and what is wrong with those."""
        try:
            return cls(), ()
        except ValidationError as invalid:
            faults = setting_faults(invalid)
            wrong = {str(fault["loc"][0]) for fault in invalid.errors()}
            defaults = {name: cls.model_fields[name].default for name in wrong}
            return cls(**defaults), faults

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
        if not self.slack_missing() and _is_at(self.slack_api_url, _SLACK_DOMAINS):
            return "IOM_CLOCK_OFFSET_SECONDS is set while SLACK_API_URL is Slack's own"
        if self.teams_missing():
            return None
        addresses = {
            "TEAMS_TOKEN_URL": self.teams_token_url,
            "TEAMS_OPENID_METADATA_URL": self.teams_openid_metadata_url,
        }
        for name, address in addresses.items():
            if address is None or _is_at(address, _MICROSOFT_DOMAINS):
                return f"IOM_CLOCK_OFFSET_SECONDS is set while {name} is Microsoft's own"
        if any(_is_at(f"//{host}", _MICROSOFT_DOMAINS) for host in self.teams_service_hosts):
            return "IOM_CLOCK_OFFSET_SECONDS is set while TEAMS_SERVICE_HOSTS has Microsoft's own"
        return None


def setting_faults(invalid: ValidationError) -> tuple[Fault, ...]:
    """What is wrong with the settings, without their values: those may be secrets."""
    return tuple(
        Fault(str(fault["loc"][0]).upper(), fault["msg"].removeprefix("Value error, "))
        for fault in invalid.errors()
    )


def _is_at(url: str, domains: tuple[str, ...]) -> bool:
    host = (urlsplit(url).hostname or "").rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
