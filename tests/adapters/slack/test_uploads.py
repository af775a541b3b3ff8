"""A picture into a conversation: three steps, and what each can be refused for."""

import pytest

from adapters.slack.channel import SlackChannel
from adapters.slack.web import SlackWeb
from routing.card import Card
from routing.notices import (
    NOT_RECORDED,
    Delivery,
    Later,
    Outcome,
    Picture,
    Recipient,
    Refused,
    Sent,
    Unknown,
    mark_of,
)
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_faults import Broken, Cut, Fault, Hang, RateLimited

KEY = "coverage/2026-12/slack/U2/picture"
PNG = b"\x89PNG and so on"
CARD = Card("Coverage <2026>", text=("10 & more",))


def delivery(address: str = "U2", *, late: bool = False) -> Delivery:
    to = Recipient("slack", address, "Rosa Regional", "en", tenant="T1")
    picture = Picture(f"coverage-{mark_of(KEY)}.png", "ten of ten", PNG)
    return Delivery(KEY, to, CARD, picture=picture, in_time=lambda: not late)


@pytest.fixture
def channel(web: SlackWeb) -> SlackChannel:
    return SlackChannel(web)


async def test_a_picture_is_a_file_with_a_comment(slack: FakeSlack, channel: SlackChannel) -> None:
    outcome = await channel.send(delivery())
    (message,) = slack.sent_to("U2")
    (file,) = message.files
    assert outcome == Sent(f"{message.channel}:{file.id}")
    assert (file.data, file.alt, file.title) == (PNG, "ten of ten", "Coverage <2026>")
    assert message.text == "Coverage &lt;2026&gt;\n10 &amp; more"


async def test_it_is_found_again_by_its_name(slack: FakeSlack, channel: SlackChannel) -> None:
    assert await channel.settle(delivery()) == NOT_RECORDED
    await channel.send(delivery())
    (message,) = slack.sent_to("U2")
    assert await channel.settle(delivery()) == Sent(f"{message.channel}:{message.ts}")


async def test_a_process_that_comes_too_late_shows_nothing(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    assert isinstance(await channel.send(delivery(late=True)), Later)
    assert slack.sent_to("U2") == []


async def test_what_is_refused_for_good(slack: FakeSlack, channel: SlackChannel) -> None:
    assert await channel.send(delivery("D404")) == Refused("channel_not_found")
    slack.scopes.clear()
    assert await channel.send(delivery()) == Refused("missing_scope")


@pytest.mark.parametrize(
    ("method", "fault", "outcome"),
    [
        ("files.getUploadURLExternal", Hang(), Later("timeout")),
        ("files.getUploadURLExternal", RateLimited(7), Later("ratelimited", 7)),
        ("upload", Broken(400), Later("disconnected")),
        ("files.completeUploadExternal", Hang(), Unknown("timeout")),
        ("files.completeUploadExternal", Cut(), Unknown("disconnected")),
    ],
    ids=["asking hangs", "asking too much", "not uploaded", "sharing hangs", "sharing cut off"],
)
async def test_only_the_last_step_leaves_doubt(
    slack: FakeSlack,
    web: SlackWeb,
    channel: SlackChannel,
    method: str,
    fault: Fault,
    outcome: Outcome,
) -> None:
    web.timeout = 0.5
    slack.fail(method, fault)
    assert await channel.send(delivery()) == outcome


async def test_bytes_of_another_length_are_refused(slack: FakeSlack, web: SlackWeb) -> None:
    wanted = {"filename": "a.png", "length": str(len(PNG) + 1)}
    granted = await web.call("files.getUploadURLExternal", wanted, team="T1", form=True)
    with pytest.raises(Exception, match="400"):
        await web.upload(granted["upload_url"], PNG)
