"""The policy file: YAML over the built-in policy, every key optional."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from content.validation import Faults
from routing.contacts import FreshnessPolicy
from routing.language import LANGUAGES, Language
from routing.policy import Policy, Wait
from routing.topics import Severity

_DEEPEST = 10


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number is needed, not yes or no")
    return value


Seconds = Annotated[
    float, BeforeValidator(_number), Field(ge=0, allow_inf_nan=False, le=366 * 86_400)
]
Days = Annotated[float, BeforeValidator(_number), Field(gt=0, allow_inf_nan=False, le=36_600)]


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


def _in_all_languages(value: object) -> object:
    """One text stands for every language."""
    return dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Wait(_Part):
    seconds: Annotated[Seconds, Field(gt=0)] | None = None
    working_hours_only: bool | None = None


class _Contacts(_Part):
    confirm_every_days: Days = FreshnessPolicy().confirm_every_days
    stale_after_days: Days = FreshnessPolicy().stale_after_days


class _Structure(_Part):
    accepted_proposals: list[str] = []
    copy_coordinating_offices: bool = False


class _PolicyFile(_Part):
    grace_seconds: Seconds = Policy().grace_seconds
    waits: dict[Severity, _Wait] = {}
    contacts: _Contacts = _Contacts()
    retention_days: Days = Policy().retention_days
    duty_numbers: list[str] = []
    security_line: Annotated[dict[Language, Line], BeforeValidator(_in_all_languages)] = {}
    security_numbers: list[Line] = []
    reminder_cap_seconds: Seconds = Policy().reminder_cap_seconds
    structure: _Structure = _Structure()


def load_policy(path: Path | None = None) -> Policy:
    """The built-in policy, or a file's over it.

    Raises InvalidContent: the file can't be read, isn't YAML, or has unknown keys or values.
    """
    if path is None:
        return Policy()
    faults = Faults()
    parsed = _parse(path, faults)
    faults.raise_any()
    assert parsed is not None  # noqa: S101 (raise_any has raised where nothing was parsed)
    return _policy(parsed)


def _parse(path: Path, faults: Faults) -> _PolicyFile | None:
    try:
        text = path.read_text("utf-8")
        if not _is_plain(text, path.name, faults):
            return None
        loaded: Any = yaml.safe_load(text)
        return _PolicyFile.model_validate({} if loaded is None else loaded)
    except OSError as error:
        faults.add(path.name, f"can't be read: {error.strerror}")
    except ValidationError as invalid:
        for fault in invalid.errors():
            key = ".".join(str(part) for part in fault["loc"])
            faults.add(f"{path.name}: {key}" if key else path.name, fault["msg"])
    except (yaml.YAMLError, ValueError) as error:
        # PyYAML raises plain ValueErrors for days and numbers that can't be.
        faults.add(path.name, f"is not YAML: {error}")
    return None


def _is_plain(text: str, name: str, faults: Faults) -> bool:
    """Neither aliases nor deep nesting: a few lines of those can stand for gigabytes."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            what = "an alias" if isinstance(event, yaml.AliasEvent) else "too deeply nested"
            line = event.start_mark.line + 1 if event.start_mark else 1
            faults.add(f"{name}: line {line}", f"{what}: not allowed here")
            return False
    return True


def _policy(parsed: _PolicyFile) -> Policy:
    waits = dict(Policy().waits)
    for severity, wait in parsed.waits.items():
        waits[severity] = _over(waits[severity], wait)
    return Policy(
        grace_seconds=parsed.grace_seconds,
        waits=waits,
        freshness=FreshnessPolicy(
            parsed.contacts.confirm_every_days, parsed.contacts.stale_after_days
        ),
        retention_days=parsed.retention_days,
        duty_numbers=tuple(parsed.duty_numbers),
        security_line=parsed.security_line,
        security_numbers=tuple(parsed.security_numbers),
        accepted_proposals=frozenset(parsed.structure.accepted_proposals),
        copy_coordinating_offices=parsed.structure.copy_coordinating_offices,
        reminder_cap_seconds=parsed.reminder_cap_seconds,
    )


def _over(wait: Wait, given: _Wait) -> Wait:
    if given.seconds is not None:
        wait = replace(wait, seconds=given.seconds)
    if given.working_hours_only is not None:
        wait = replace(wait, working_hours_only=given.working_hours_only)
    return wait
