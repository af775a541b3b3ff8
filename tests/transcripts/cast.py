"""Who plays in the transcripts, and where each can be reached. All example.org."""

from typing import Any

import pytest

from tests.fakes.teams_activities import Member
from tests.stage import Stage

# Those who ask. Wanjiru is in Kenya, Rosa in Peru, Mahamat in Chad; Eve has nothing to do with it.
WANJIRU, ROSA, EVE = "UWANJIRU", "UROSA", "UEVE"
MAHAMAT = Member(
    "55555555-eeee-4eee-8eee-555555555555", "Mahamat Exemple", "mahamat@example.org", "fr-FR"
)
STRANGER = Member("66666666-ffff-4fff-8fff-666666666666", "Zoe Example", "zoe@example.org", "en-GB")

# Those who are told. Noor, at Headquarters, is in Teams and reads French.
AMINA, FATOU, OMAR, LUCIA, MOTSE = "UAMINA", "UFATOU", "UOMAR", "ULUCIA", "UMOTSE"
NOOR = Member("44444444-dddd-4ddd-8ddd-444444444444", "Noor Exemple", "noor@example.org", "fr-FR")

STEWARD = "motse@example.org"

_HEAD = "post,rank,name,email,phone,slack,teams,language,timezone,verified_on"
_PEOPLE = {
    "amina": f"rts:nairobi,1,Amina Example,amina@example.org,+254 700 000010,{AMINA},,en,"
    "Africa/Nairobi,2026-02-20",
    "joseph": "rts:nairobi,2,Joseph Example,joseph@example.org,+254 700 000011,,,en,"
    "Africa/Nairobi,2026-02-20",
    "fatou": f"rts:dakar,1,Fatou Exemple,fatou@example.org,,{FATOU},,fr,Africa/Dakar,2026-02-20",
    "omar": f"rts:cairo,1,Omar Example,omar@example.org,,{OMAR},,en,Africa/Cairo,2026-02-20",
    "lucia": f"rts:panama,1,Lucía Ejemplo,lucia@example.org,,{LUCIA},,es,America/Panama,2026-02-20",
    "noor": "prd:shelter_settlements,1,Noor Exemple,noor@example.org,,,"
    f"{NOOR.object_id},fr,Europe/Zurich,2026-02-20",
    "director": "doe,1,Office of the Director,doe@example.org,+41 700 000040,,,en,"
    "Europe/Zurich,2026-02-20",
}


def directory(*without: str, **instead: str) -> str:
    """The directory's CSV; ``without`` leaves people out, ``instead`` writes or adds lines."""
    lines = {**_PEOPLE, **instead}
    return "\n".join([_HEAD, *(line for who, line in lines.items() if who not in without)])


def settings(**options: Any) -> pytest.MarkDecorator:
    """The bot of this test has other settings: what ``staged`` takes."""
    return pytest.mark.parametrize("options", [options], ids=["+".join(options)])


on_both = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
"""The test runs on SQLite, and on a real PostgreSQL."""


async def enter(stage: Stage) -> None:
    """Everybody has an account, the directory is there, and Noor has the app."""
    users = stage.slack.users
    users.add(WANJIRU, "wanjiru@example.org", "Wanjiru Example", phone="+254 711 000001")
    users.add(ROSA, "rosa@example.org", "Rosa Ejemplo", "es-419")
    users.add(EVE, "eve@example.org", "Eve Example")
    users.add(AMINA, "amina@example.org", "Amina Example")
    users.add(FATOU, "fatou@example.org", "Fatou Exemple", "fr-FR")
    users.add(OMAR, "omar@example.org", "Omar Example")
    users.add(LUCIA, "lucia@example.org", "Lucía Ejemplo", "es-ES")
    users.add(MOTSE, STEWARD, "Motse Example")
    members = (MAHAMAT, STRANGER, NOOR)
    stage.teams.members = {member.object_id: member for member in members}
    await stage.import_contacts(directory())
    await stage.post_teams(stage.teams.install(NOOR))
    stage.teams.sent.clear()
