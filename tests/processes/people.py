"""Who can be told in the tests with real processes. All example.org, all in Slack."""

from tests.fakes.slack_shown import Users

ASKER = "UASK"
AMINA, NOOR, DOE = "UAMINA", "UNOOR", "UDOE"

DIRECTORY = f"""post,rank,name,email,slack,language,timezone
rts:nairobi,1,Amina Example,amina@example.org,{AMINA},en,Africa/Nairobi
prd:shelter_settlements,1,Noor Example,noor@example.org,{NOOR},en,Europe/Zurich
doe,1,Duty Example,doe@example.org,{DOE},en,Europe/Zurich
"""


def enter(users: Users) -> None:
    """Everybody of the directory, and somebody who asks, has an account."""
    users.add(ASKER, "wanjiru@example.org", "Wanjiru Example")
    users.add(AMINA, "amina@example.org", "Amina Example")
    users.add(NOOR, "noor@example.org", "Noor Example")
    users.add(DOE, "doe@example.org", "Duty Example")
