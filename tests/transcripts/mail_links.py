"""Whoever is asked by mail to confirm their entry: the mail's link, and what came of it."""

from tests.pages import links_in
from tests.stage import Stage
from tests.transcripts.cast import EVE, STEWARD, settings

PUBLIC = "https://bot.example.org/doe/"
AS_OF = "confirmed 2026-02-20"
JOSEPH = "joseph@example.org"
with_url = settings(public_url=PUBLIC)
with_steward = settings(public_url=PUBLIC, stewards=(STEWARD,))


async def asked(stage: Stage, address: str = JOSEPH) -> str:
    """The link in the mail that asks somebody."""
    await stage.pass_time(days=84)
    (link,) = links_in(stage, address)
    return link


async def who(stage: Stage) -> str:
    return await stage.slash(EVE, "who shelter kenya")


async def where_from(stage: Stage, what: str) -> set[str]:
    chain = await stage.bot.database.read(lambda reader: reader.directory_chain())
    found = [link.line for link in chain.links if link.line is not None]
    return {line.platform for line in found if line.what == what}
