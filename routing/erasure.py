"""Taking somebody out of a closed case: a pseudonym stands wherever their name, address or number
stood, in what the case says and in its trail. What happened, when, and in which order stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from routing.audit import Entry
from routing.cases import Case
from routing.people import Account

_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who is taken out: ``keys`` name them (mail addresses, accounts, platform ids; lower case),
    ``words`` are what texts may call them (names, addresses, numbers).
    """

    pseudonym: str
    keys: frozenset[str]
    words: frozenset[str]

    def is_them(self, key: str | None) -> bool:
        return key is not None and key.lower() in self.keys

    def text(self, text: str) -> str:
        """A text with the pseudonym for every word that means them, in whatever case."""
        for word in sorted({*self.words, *self.keys}, key=len, reverse=True):
            if len(word) >= _SHORTEST:
                named = rf"(?<!\w){re.escape(word)}(?!\w)"
                text = re.sub(named, self.pseudonym, text, flags=re.IGNORECASE)
        return text

    def case(self, case: Case) -> Case:
        """A closed case without them."""
        asker = case.asker
        if self.is_them(asker.key) or self.is_them(asker.email) or self.is_them(asker.account.key):
            account = Account(asker.account.platform, "", self.pseudonym)
            asker = replace(
                asker,
                key=self.pseudonym,
                name=self.pseudonym,
                account=account,
                email=None,
                phone=None,
            )
        taken = self.is_them(case.taken_by)
        return replace(
            case,
            asker=asker,
            summary=self.text(case.summary),
            details=tuple(self.text(each) for each in case.details),
            note=None if case.note is None else self.text(case.note),
            taken_by=self.pseudonym if taken else case.taken_by,
            taken_by_name=self.pseudonym if taken else case.taken_by_name,
            people=frozenset(self.pseudonym if self.is_them(k) else k for k in case.people),
        )

    def line(self, line: Entry) -> Entry:
        """A line of the trail without them."""
        theirs = self.is_them(line.actor)
        return replace(
            line,
            actor=self.pseudonym if theirs else line.actor,
            actor_name=self.pseudonym if theirs else self.text(line.actor_name),
            facts={name: self.text(value) for name, value in line.facts.items()},
        )

    def document(self) -> dict[str, Any]:
        return {
            "pseudonym": self.pseudonym,
            "keys": sorted(self.keys),
            "words": sorted(self.words),
        }

    @classmethod
    def of_document(cls, found: Mapping[str, Any]) -> "Erasure":
        return cls(found["pseudonym"], frozenset(found["keys"]), frozenset(found["words"]))
