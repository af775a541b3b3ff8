"""Mail: it makes sense without the bot, is never sent under two names, and is kept if need be."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.shown import shown
from tests.stage import Stage
from tests.teams_side import titles
from tests.transcripts.cast import (
    AMINA,
    MAHAMAT,
    NOOR,
    WANJIRU,
    directory,
    on_both,
    settings,
)

BY_MAIL = "rts:nairobi,1,Amina Example,amina@example.org,,,,fr,Africa/Nairobi,2026-02-20"


async def opened(stage: Stage) -> EmailMessage:
    """A case whose first level is told by mail; the mail."""
    await stage.import_contacts(directory(amina=BY_MAIL))
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs for 300 families")
    await stage.pass_time(20)
    return stage.smtp.mails[0]


async def test_a_mail_makes_sense_without_the_bot(stage: Stage) -> None:
    mail = await opened(stage)
    assert mail["From"] == "bot@example.org"
    assert mail["To"] == "Amina Example <amina@example.org>"
    assert mail["Subject"].startswith("IOM-1 : demande d'aide")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    text = " ".join(mail.get_content().split())
    assert "Wanjiru Example vous demande de l'aide" in text
    assert "no roofs for 300 families" in text
    assert "Kenya" in text
    assert "wanjiru@example.org · +254 711 000001" in text
    assert "Niveau: 2 sur 4" in text
    assert "2026-03-02 12:00 (UTC+03:00)" in text
    assert "/iom ack IOM-1" in text
    assert "Les réponses à ce courriel ne sont pas lues" in text


@on_both
async def test_a_mail_that_is_put_off_keeps_its_message_id(stage: Stage) -> None:
    await stage.import_contacts(directory(amina=BY_MAIL))
    stage.smtp.drop("CONTENT")
    await stage.slash(WANJIRU, "escalate shelter kenya high -- no roofs")
    await stage.pass_time(20)
    assert stage.smtp.mails == [], "the server hung up after it had all of it"
    stage.smtp.work()
    stage.smtp.refuse("DATA", "451 later")
    await stage.pass_time(5)
    await stage.restart()
    stage.smtp.work()
    await stage.pass_time(30)
    (mail,) = stage.smtp.mails
    assert "peut-être d'une répétition" in mail.get_content()
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "no word from the provider (lost_after_data)" in status
    assert "is delayed: smtp_451" in status
    assert "delivered to Amina Example by mail, possibly a repeat" in status


async def test_the_message_id_depends_on_nothing_but_the_notice(stage: Stage) -> None:
    first = await opened(stage)
    assert first["Message-ID"].endswith("@example.org>")
    await stage.slash(WANJIRU, "details IOM-1 -- more")
    await stage.pass_time(1)
    second = stage.smtp.mails[1]
    assert second["Message-ID"] != first["Message-ID"]
    assert second["References"] == first["References"], "mail programs show one conversation"


async def test_a_server_that_says_later_is_asked_again(stage: Stage) -> None:
    stage.smtp.refuse("RCPT", "450 greylisted")
    await stage.import_contacts(directory(amina=BY_MAIL))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    attempts = stage.smtp.attempts
    await stage.pass_time(10)
    assert stage.smtp.attempts > attempts, "within 10 seconds"
    stage.smtp.work()
    await stage.pass_time(10)
    (mail,) = stage.smtp.mails
    assert "répétition" not in mail.get_content(), "it was certainly not accepted before"


async def test_a_mailbox_that_doesnt_exist_passes_to_the_deputy(stage: Stage) -> None:
    await stage.import_contacts(directory(amina=BY_MAIL.replace("amina@", "gone@")))
    stage.smtp.refuse("RCPT", "550 no such user")
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    stage.smtp.work()
    status = await stage.slash(WANJIRU, "status IOM-1")
    assert "NOT delivered to Amina Example by mail: smtp_550" in status
    assert "NOT delivered to Joseph Example by mail: smtp_550" in status
    assert len(stage.chat(NOOR)) == 1


@on_both
@settings(mail=False)
async def test_without_a_server_the_mail_is_kept_and_the_case_says_so(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate health kenya high -- cholera")
    await stage.pass_time(hours=1, seconds=30)
    await stage.import_contacts(directory(amina=BY_MAIL))
    await stage.slash(WANJIRU, "escalate health kenya high -- cholera, again")
    await stage.pass_time(30)
    (mail,) = [each for each in _kept() if "IOM-2" in each["Subject"]]
    assert mail["To"] == "Amina Example <amina@example.org>"
    assert "cholera, again" in mail.get_content()
    status = await stage.command(WANJIRU, "status IOM-2")
    assert "to Amina Example NOT sent: no mail server is configured" in shown(status.blocks)
    assert "delivered" not in shown(status.blocks).partition("NOT sent")[0]
    news = [m for m in stage.slack.sent_to(WANJIRU) if "IOM-2" in m.text]
    assert "the mail to Amina Example was NOT sent" in news[0].text
    assert "Please send it yourself" in news[0].text
    for card in (status.blocks, news[0].blocks):
        assert _mailto(shown(card)) == ("amina@example.org", True)


@settings(mail=False)
async def test_a_level_that_only_has_a_kept_mail_is_passed_at_once(stage: Stage) -> None:
    await stage.import_contacts(directory(amina=BY_MAIL))
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(20)
    assert len(stage.chat(NOOR)) == 1
    texts = [m.text for m in stage.slack.sent_to(WANJIRU)]
    assert "was NOT sent" in texts[0]
    assert "the level before could not be reached. Noor Exemple" in texts[1]


@settings(mail=False)
async def test_an_asker_in_teams_gets_the_link_too(stage: Stage) -> None:
    await stage.import_contacts(directory(amina=BY_MAIL))
    await stage.say_in_teams(MAHAMAT, "escalate abris Kenya high -- inondation")
    await stage.pass_time(20)
    news = [shown(sent.card) for sent in stage.chat(MAHAMAT)]
    (kept,) = [text for text in news if "n'a PAS été envoyé" in text]
    assert "mailto:amina@example.org?subject=" in kept
    assert "Annuler le cas" in titles(stage.chat(MAHAMAT)[1].card)


async def test_the_slack_contact_gets_no_mail_besides(stage: Stage) -> None:
    await stage.slash(WANJIRU, "escalate shelter kenya high")
    await stage.pass_time(60)
    assert len(stage.slack.sent_to(AMINA)) == 1
    assert stage.smtp.mails == []


def _kept() -> list[EmailMessage]:
    """The mails that lie in the folder."""
    return [
        message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=SMTP)
        for path in Path("var/mail").iterdir()
    ]


def _mailto(text: str) -> tuple[str, bool]:
    """Whom the first whole mailto link is for, and whether it carries the text."""
    start = text.index("mailto:amina@example.org?")
    link = urlsplit(text[start:].partition("|")[0].replace("&amp;", "&"))
    fields = parse_qs(link.query)
    return link.path, "cholera, again" in fields["body"][0] and "IOM-2" in fields["subject"][0]
