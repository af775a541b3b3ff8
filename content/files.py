"""Reading data files into validated rows, with a place for every fault."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from content.validation import Faults
from routing.language import Language

DATA: Final = Path(__file__).parent / "data"

Text = Annotated[str, StringConstraints(min_length=1)]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Iso2 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$")]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_IDENTIFIERS: Final = ("slug", "post", "number", "key")
_SPACES: Final = re.compile(r"\s+")


class Row(BaseModel):
    """A line of a CSV file or a mapping of a YAML file; unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Translated(Row):
    """The same words in every language that the bot speaks."""

    en: Text
    fr: Text
    es: Text

    def words(self) -> dict[Language, str]:
        """By language, with line breaks of the file made into spaces."""
        found: dict[Language, str] = {"en": self.en, "fr": self.fr, "es": self.es}
        return {language: _SPACES.sub(" ", text) for language, text in found.items()}


AnyRow = TypeVar("AnyRow", bound=Row)


def read_yaml(path: Path, model: type[AnyRow], faults: Faults) -> AnyRow | None:
    """The file as a ``model``; None where it has faults, which are added to ``faults``."""
    text = _text(path, faults)
    if text is None:
        return None
    try:
        # The loader is one of PyYAML's two safe ones.
        document = yaml.load(text, Loader=_LOADER)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(f"{path.name}:{line}", error.problem or "not YAML")
        return None
    except yaml.YAMLError as error:
        faults.add(path.name, str(error))
        return None
    try:
        return model.model_validate(document)
    except ValidationError as error:
        for fault in error.errors():
            faults.add(f"{path.name}: {_key(document, fault['loc'])}", fault["msg"])
        return None


def read_csv(path: Path, model: type[AnyRow], faults: Faults) -> list[tuple[str, AnyRow]]:
    """The file's good rows with their places; what is wrong with others goes to ``faults``.

    An empty cell counts as absent.
    """
    text = _text(path, faults)
    if text is None:
        return []
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not _header_fits(path, reader.fieldnames or (), model, faults):
        return []
    rows: list[tuple[str, AnyRow]] = []
    for cells in reader:
        place = f"{path.name}:{reader.line_num}"
        try:
            rows.append((place, model.model_validate(_filled(cells))))
        except ValidationError as error:
            for fault in error.errors():
                faults.add(f"{place}: {_key(None, fault['loc'])}", fault["msg"])
    return rows


def unique(keys: Iterable[tuple[str, str]], faults: Faults) -> None:
    """A fault for every (place, key) whose key came before."""
    seen: dict[str, str] = {}
    for place, key in keys:
        if key in seen:
            faults.add(place, f"{key!r} again; first in {seen[key]}")
        seen.setdefault(key, place)


def _text(path: Path, faults: Faults) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.add(path.name, "the file is missing")
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path.name, f"the file can't be read: {error}")
    return None


def _header_fits(path: Path, header: Any, model: type[Row], faults: Faults) -> bool:
    wanted = model.model_fields
    missing = [name for name, field in wanted.items() if name not in header and field.is_required()]
    unknown = [name for name in header if name not in wanted]
    for name in missing:
        faults.add(f"{path.name}:1", f"the column {name!r} is missing")
    for name in unknown:
        faults.add(f"{path.name}:1", f"no such column: {name!r}")
    return not missing and not unknown


def _filled(cells: Mapping[str | Any, str | Any]) -> dict[str, Any]:
    return {str(name): cell for name, cell in cells.items() if cell not in ("", None)}


def _key(document: Any, location: tuple[int | str, ...]) -> str:
    """``offices[rts:cairo].names.fr`` for a path into a document."""
    key = ""
    for part in location:
        document = _inside(document, part)
        if isinstance(part, str):
            key += f".{part}" if key else part
        else:
            key += f"[{_identifier(document) or part}]"
    return key or "the whole file"


def _inside(document: Any, part: int | str) -> Any:
    try:
        return document[part]
    except (KeyError, IndexError, TypeError):
        return None


def _identifier(element: Any) -> str | None:
    if not isinstance(element, dict):
        return None
    return next((str(element[name]) for name in _IDENTIFIERS if name in element), None)
