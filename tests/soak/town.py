"""Who lives in the simulated world: contacts of every post, people who ask, and their words."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from content.structure import load_structure
from routing.contacts import Contact
from routing.people import Account, Platform
from routing.posts import Post

TOPICS: Sequence[str] = ("shelter", "wash", "cccm", "preparedness", "resettlement", "air charter")
COUNTRIES: Sequence[str] = (
    "Kenya", "Uganda", "Chad", "Peru", "Mexico", "Egypt", "Nepal", "Austria", "Sudan", "Fiji",
    "Ukraine", "Yemen", "Haiti", "Colombia", "Malawi", "Senegal", "Bangladesh", "Libya",
)  # fmt: skip
SEVERITIES: Sequence[str] = ("critical", "critical", "high", "high", "high", "normal")
STEWARDS = ("steward@example.org",)
TENANT = "11111111-1111-4111-8111-111111111111"
_ASKERS = 300
_VACANT = 0.1
_DEAD = 0.05


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with an account from which they write."""

    name: str
    email: str
    account: Account


@dataclass(frozen=True, slots=True)
class Town:
    """``dead`` are the addresses that providers refuse; ``at`` says who reads an address."""

    contacts: tuple[Contact, ...]
    askers: Sequence[Resident]
    dead: frozenset[str]
    at: Mapping[str, Resident]


def settle(chance: random.Random, today: date) -> Town:
    """Two contacts at most posts, some posts vacant, some addresses dead."""
    structure = load_structure()
    posts = [Post(post) for post in structure.offices if post.startswith(("rts:", "prd", "rmm"))]
    posts = [post for post in posts if chance.random() >= _VACANT]
    contacts = tuple(
        _contact(post, rank, number * 2 + rank, today)
        for number, post in enumerate([*posts, Post("doe")])
        for rank in (1, 2)
    )
    addresses = [address for c in contacts for _, address in c.addresses()]
    dead = frozenset(address for address in addresses if chance.random() < _DEAD)
    at = {address: _reader(c, address) for c in contacts for _, address in c.addresses()}
    askers = [_asker(number) for number in range(_ASKERS)]
    return Town(contacts, askers, dead, at)


def _contact(post: Post, rank: int, number: int, today: date) -> Contact:
    """The first of a post is on all channels, the second on two."""
    return Contact(
        post=post,
        rank=rank,
        name=f"Contact {number}",
        email=f"contact{number}@example.org",
        phone=f"+41 00 {number:03}",
        slack=f"UC{number}" if rank == 1 or number % 3 else None,
        teams=f"00000000-0000-4000-8000-{number:012}" if number % 3 != 1 else None,
        language=("en", "fr", "es")[number % 3],
        verified_on=today,
    )


def _reader(contact: Contact, address: str) -> Resident:
    mail = contact.email or ""
    if address == contact.slack:
        account = Account("slack", "T1", address)
    elif address == contact.teams:
        account = Account("teams", TENANT, address)
    else:
        account = Account("terminal", "", mail)
    return Resident(contact.name, mail, account)


def _asker(number: int) -> Resident:
    platform: Platform = "slack" if number % 5 else "teams"
    tenant = "T1" if platform == "slack" else TENANT
    user = f"UA{number}" if platform == "slack" else f"aaaaaaaa-0000-4000-8000-{number:012}"
    mail = f"asker{number}@example.org"
    return Resident(f"Asker {number}", mail, Account(platform, tenant, user))
