"""What people write is shown as they wrote it: it never notifies, links or formats."""

import re

from tests.shown import shown, walk
from tests.stage import Stage
from tests.transcripts.cast import AMINA, MAHAMAT, NOOR, ROSA, WANJIRU, on_both

EVIL = "<!channel> <!here|x> <@UAMINA> *bold* [x](http://e.example.org) <at>all</at> <b>&amp;</b>"

# What mrkdwn reads as a mention, a command or a link: only our own links may stand there.
SLACK_MARK = re.compile(r"<(?!https://emergencymanual\.iom\.int|mailto:)[^>]*>")


def slack_texts(stage: Stage) -> list[str]:
    """Every text that Slack would read markup in."""
    payloads = [*stage.slack.responses, *stage.slack.views]
    sent = [{"text": m.text, "blocks": m.blocks} for m in stage.slack.messages]
    found = []
    for node in walk([*payloads, *sent]):
        if isinstance(node.get("text"), str) and node.get("type") != "plain_text":
            found.append(node["text"])
    return found


def teams_texts(stage: Stage) -> list[str]:
    """Every text that Teams would read Markdown or HTML in."""
    found = []
    for sent in stage.teams.sent:
        for node in walk(sent.card):
            if node.get("type") == "TextBlock":
                found.append(str(node["text"]))
            found += [fact[part] for fact in node.get("facts", ()) for part in ("title", "value")]
    return found


async def test_markup_in_everything_that_people_write(stage: Stage) -> None:
    stage.slack.users[WANJIRU].name = f"Wanjiru {EVIL}"
    stage.slack.users[AMINA].name = f"Amina {EVIL}"
    answers = [
        await stage.command(WANJIRU, f"escalate shelter kenya high -- {EVIL}"),
        await stage.command(WANJIRU, f"about {EVIL}"),
        await stage.command(WANJIRU, f"office {EVIL}"),
        await stage.command(WANJIRU, f"who {EVIL}"),
    ]
    await stage.pass_time(20)
    (told,) = stage.slack.sent_to(AMINA)
    await stage.pass_time(hours=1)
    await stage.slash(WANJIRU, f"details IOM-1 -- {EVIL}")
    await stage.pass_time(5)
    answers.append(await stage.command(AMINA, f"handover IOM-1 {EVIL}"))
    await stage.press(AMINA, told, "ack")
    await stage.pass_time(5)
    answers.append(await stage.command(NOOR_IN_SLACK, "ack IOM-1"))
    await stage.fill(AMINA, told, "Resolve", note=EVIL)
    await stage.pass_time(hours=5)
    answers.append(await stage.command(WANJIRU, "status IOM-1"))
    for answer in answers:
        stage.slack.messages.append(answer)

    assert sum("&lt;!channel&gt;" in text for text in slack_texts(stage)) > 10
    for text in slack_texts(stage):
        assert not SLACK_MARK.search(text), text
    assert sum("at>all" in text for text in teams_texts(stage)) > 3
    for text in teams_texts(stage):
        plain = text.replace("\\[", "").replace("\\*", "").replace("\\<", "")
        assert "<at>" not in plain
        assert "<b>" not in plain
        assert "[x](" not in plain
        assert "*bold*" not in plain


NOOR_IN_SLACK = "UNOOR"


@on_both
async def test_it_arrives_as_it_was_written(stage: Stage) -> None:
    await stage.say_in_teams(MAHAMAT, "escalate abris Kenya high -- 5 < 6 & *trois* d'abord")
    await stage.slash(WANJIRU, "escalate shelter kenya high -- 5 &lt; 6 &amp; *three* first")
    await stage.pass_time(20)
    told = shown([message.blocks for message in stage.slack.sent_to(AMINA)])
    assert "5 &lt; 6 &amp; *trois* d'abord" in told
    assert "5 &lt; 6 &amp; *three* first" in told
    await stage.pass_time(hours=1)
    cards = [str(sent.card) for sent in stage.chat(NOOR)]
    assert any("5 < 6 & \\\\*trois\\\\* d'abord" in card for card in cards)


async def test_text_of_any_length_and_script_is_carried(stage: Stage) -> None:
    long = "ñandú 水 🚰 " * 2000
    answer = await stage.command(ROSA, f"escalate shelter peru critical -- {long}")
    assert "IOM-1" in answer.text
    await stage.say_in_teams(MAHAMAT, f"escalate abris Kenya critical -- {long}")
    await stage.pass_time(5)
    (told,) = stage.slack.sent_to(AMINA)
    assert "ñandú 水 🚰" in str(told.blocks)
    await stage.pass_time(900)
    assert len(stage.chat(NOOR)) == 2
