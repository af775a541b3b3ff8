"""Reports to stewards that belong to no case: what is wrong with a file, who was removed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.keepers import keepers
from bot.knowledge import Knowledge
from bot.ports import Writer
from routing.notices import Notice, NoticeKind
from routing.posts import Post
from routing.stewards import looks_after
from routing.telling import LATER_THAN_ANY_TELLING


def report(
    writer: Writer,
    knowledge: Knowledge,
    now: datetime,
    kind: NoticeKind,
    name: str,
    facts: Mapping[str, str],
    posts: Sequence[Post] | None = None,
) -> None:
    """Owe a report to every steward who looks after one of the posts (None: to all of them).

    ``name`` tells this report from others of its kind: the same one is owed once.
    """
    knowledge.refresh(writer, now)
    structure = knowledge.content.structure
    writer.add_notices(
        [
            Notice(
                key=f"{kind}/{name}/{keeper.to.route}/{keeper.to.address}",
                kind=kind,
                case=0,
                to=keeper.to,
                urgency=LATER_THAN_ANY_TELLING,
                due_at=now,
                facts=facts,
            )
            for keeper in keepers(knowledge, now)
            if posts is None
            or any(looks_after(keeper.offices, post, structure, now.date()) for post in posts)
        ]
    )
