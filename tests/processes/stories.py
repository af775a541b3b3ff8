"""Cases that have nobody in common but the last level, so that no message waits for another."""

from dataclasses import dataclass

from tests.fakes.slack_shown import Users


@dataclass(frozen=True, slots=True)
class Story:
    """One case: who asks, where, about what, and who is told at levels 2 and 3."""

    country: str
    topic: str
    office: str
    post: str

    @property
    def asker(self) -> str:
        return f"UASK{self.country.upper()}"

    @property
    def second(self) -> str:
        return f"URTS{self.country.upper()}"

    @property
    def third(self) -> str:
        return f"UHQ{self.country.upper()}"


STORIES = (
    Story("Kenya", "shelter", "nairobi", "prd:shelter_settlements"),
    Story("Chad", "wash", "dakar", "prd:wash"),
    Story("Egypt", "cccm", "cairo", "prd:cccm"),
    Story("Peru", "preparedness", "panama", "prd:preparedness"),
    Story("Thailand", "emergency_response", "bangkok", "prd:emergency_response"),
    Story("Austria", "resettlement", "brussels", "rmm"),
)
LAST = "UDOE"


def directory() -> str:
    lines = ["post,rank,name,email,slack", f"doe,1,Duty Example,doe@example.org,{LAST}"]
    for story in STORIES:
        for post, user in ((f"rts:{story.office}", story.second), (story.post, story.third)):
            lines.append(f"{post},1,{user} Example,{user.lower()}@example.org,{user}")
    return "\n".join(lines)


def enter(users: Users) -> None:
    """Everybody of every story has an account."""
    for story in STORIES:
        for user in (story.asker, story.second, story.third):
            users.add(user, f"{user.lower()}@example.org", f"{user} Example")
    users.add(LAST, "doe@example.org", "Duty Example")
