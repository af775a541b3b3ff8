"""The chat in the terminal, and what ``make run`` starts, typed at from outside."""

import re
import shutil
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.processes.chatting import Chat, command, free_port
from tests.processes.served import bare_environment

ROOT = Path(__file__).parent.parent.parent
SHORT = """
grace_seconds: 0.3
waits: {normal: {seconds: 1.5, working_hours_only: false}}
"""


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_make_run_starts_this_chat() -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "run"],
        cwd=ROOT,
        env=bare_environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert planned.stdout.splitlines()[-1].endswith("iombot chat --listen")


async def test_each_line_is_answered_and_the_end_is_the_end(tmp_path: Path) -> None:
    lines = b"who is the RTS for Kenya?\n\n   \nqui est le RTS pour le Tchad ?\r\nhelp"
    listen = ("--listen", "--port", str(free_port()))
    code, out, errors = await command(tmp_path, "chat", *listen, given=lines)
    assert (code, errors) == (0, "")
    first, second, third = (out.index(w) for w in ("Kenya", "Niveau 2", "escalate TOPIC"))
    assert first < second < third
    assert "\x1b" not in out


async def test_what_was_understood_wrongly_is_corrected(tmp_path: Path) -> None:
    """Every line is a command where it can be one: "who" is, and is remembered all the same."""
    lines = b"who is the RTS for Kenya?\nno, I meant Chad\n"
    code, out, errors = await command(tmp_path, "chat", given=lines)
    assert (code, errors) == (0, "")
    assert "Who can help in Kenya" in out
    assert "Who can help in Chad" in out


async def test_lines_that_are_no_text(tmp_path: Path) -> None:
    lines = b"\xff\xfe\x00\nwho is the RTS for Kenya?\n" + b"x" * 100_000 + b"\nhelp\n"
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    code, out, errors = await command(tmp_path, "chat", given=lines, settings=strict)
    assert (code, errors) == (0, "")
    assert "Kenya" in out
    assert "escalate TOPIC" in out


async def test_the_endpoints_are_served_while_the_chat_goes_on(tmp_path: Path) -> None:
    port = free_port()
    chat = await Chat.start(tmp_path, ["--listen", "--port", str(port)])
    await chat.say("who is the RTS for Kenya?", shows="Directory:")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as web:
        health = await web.get("/healthz")
        slack = await web.post("/slack/events")
    assert (health.status_code, slack.status_code) == (200, 503)
    assert await chat.end() == 0
    assert chat.errors == ""


async def test_a_port_that_is_taken_is_told_and_the_chat_goes_on(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, errors = await command(
            tmp_path, "chat", "--listen", "--port", str(port), given=b"who is the RTS for Kenya?\n"
        )
    assert code == 0
    assert "Kenya" in out
    assert str(port) in errors
    assert len(errors.splitlines()) == 1


async def test_the_options_say_who_where_and_in_which_language(tmp_path: Path) -> None:
    options = ("--as", "me@example.org", "--office", "KEN", "--language", "es")
    lines = b"who shelter\nescalate shelter\nstatus IOM-1\n"
    code, out, errors = await command(tmp_path, "chat", *options, given=lines)
    assert (code, errors) == (0, "")
    assert "Nivel 2" in out
    assert "IOM-1" in out
    assert "me@example.org" in out


async def test_the_office_is_asked_for_once(tmp_path: Path) -> None:
    lines = b"escalate shelter\nKenya\nescalate wash\n"
    code, out, _ = await command(tmp_path, "chat", "--as", "me@example.org", given=lines)
    assert code == 0
    assert "IOM-1" in out
    assert "IOM-2" in out


async def test_a_number_chooses_a_button_and_words_behind_it_fill_it_in(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("grace_seconds: 60")
    chat = await Chat.start(tmp_path, ["--as", "me@example.org"], {"IOM_POLICY": "policy.yaml"})
    opened = await chat.say("/iom escalate shelter kenya", shows="IOM-1")
    await chat.shows("Cancel")
    found = re.findall(r"^\[(\d+)\] (.*)$", chat.text, re.MULTILINE)
    numbers = {label: number for number, label in found}
    assert "IOM-1" in opened
    await chat.say(f"{numbers['Add details']} the well is dry", shows="IOM-1")
    await chat.say("status IOM-1", shows="the well is dry")
    await chat.say("escalate wash kenya", shows="IOM-2")
    await chat.shows("[4] Cancel")
    await chat.say("4", shows="IOM-2")
    await chat.say("status IOM-2", shows="cancelled")
    assert await chat.end() == 0


async def test_the_whole_demonstration(tmp_path: Path) -> None:
    """The issue's newcomer: asks, sees who is told when, plays the contact, takes and resolves."""
    (tmp_path / "policy.yaml").write_text(SHORT)
    settings = {"IOM_POLICY": "policy.yaml", "IOM_TICK_SECONDS": "0.1"}
    code, _, errors = await command(tmp_path, "contacts", "import", "--example", settings=settings)
    assert (code, errors) == (0, "")

    options = ["--as", "me@example.org", "--listen", "--port", str(free_port())]
    chat = await Chat.start(tmp_path, options, settings)
    await chat.say("/iom escalate shelter kenya", shows="IOM-1 opened")
    await chat.shows("Level 2", "Amina Example", "Level 3", "Noor Example", "Cancel")
    # News come by themselves: whose turn it is, that nothing could be sent, and the next level.
    await chat.shows("· ", "the turn of DOE RTS", "Amina Example NOT sent", "Noor Example NOT sent")
    assert len(list((tmp_path / "var" / "mail").glob("*.eml"))) >= 2

    await chat.say("/as noor@example.org", shows="noor@example.org")
    await chat.say("status", shows="IOM-1")
    await chat.say("/iom ack IOM-1", shows="yours")
    await chat.say("/iom resolve IOM-1 -- 300 kits sent", shows="resolved")
    await chat.say("/as me@example.org", shows="You are me@example.org")
    answer = await chat.say("/iom status IOM-1", shows="300 kits sent")
    for step in ("opened the case", "Noor Example took it", "Noor Example resolved it"):
        assert step in chat.text
    assert "IOM-1" in answer

    await chat.say("/as stranger@example.org", shows="stranger@example.org")
    refused = await chat.say("/iom status IOM-1", shows="IOM-1")
    assert "300 kits sent" not in refused
    assert await chat.end() == 0
    assert chat.errors == ""


async def test_jsonl_answers_a_line_before_the_next_comes(tmp_path: Path) -> None:
    asking = await Chat.start(tmp_path, ["--jsonl"], command="ask")
    await asking.say('{"id": 1, "text": "shelter in Kenya"}', shows='"id": 1')
    await asking.say("broken", shows='"error"')
    await asking.say('{"id": 2, "text": "shelter in Peru"}', shows='"id": 2')
    assert await asking.end() == 0
    assert asking.errors == ""
