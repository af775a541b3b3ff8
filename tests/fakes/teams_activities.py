"""Activities as Teams sends them, signed with real RSA keys."""

import functools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.fakes.pictures import carried

APP_ID = "11111111-aaaa-4aaa-8aaa-111111111111"
PASSWORD = "not-a-secret"
TENANT = "22222222-bbbb-4bbb-8bbb-222222222222"
ISSUER = "https://api.botframework.com"

Activity = dict[str, Any]
KeyName = Literal["good", "unendorsed", "unpublished"]


@functools.cache
def private_key(name: KeyName) -> RSAPrivateKey:
    """Keys are made once a process: making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the tenant, and their personal chat with the bot."""

    object_id: str
    name: str
    email: str
    locale: str = "en-GB"

    @property
    def teams_id(self) -> str:
        return f"29:{self.object_id}"

    @property
    def conversation(self) -> str:
        return f"a:{self.object_id}"


AMINA = Member("33333333-cccc-4ccc-8ccc-333333333333", "Amina Example", "amina@example.org")


@dataclass(frozen=True, slots=True)
class Sent:
    """An activity that the bot posted or put; ``reply_to`` is in the path of a reply."""

    method: str
    conversation: str
    activity_id: str
    activity: Activity
    reply_to: str | None = None

    @property
    def card(self) -> dict[str, Any]:
        content: dict[str, Any] = self.activity["attachments"][0]["content"]
        return content

    @property
    def picture(self) -> bytes | None:
        """The PNG that the message carries."""
        first = self.activity["attachments"][0]
        return carried(first) if first["contentType"] == "image/png" else None


@dataclass
class TeamsActivities:
    """Builds what comes from Teams; ``url`` is where its connector service is."""

    tenant: str = TENANT
    app_id: str = APP_ID
    url: str = ""
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def service_url(self) -> str:
        return f"{self.url}/"

    def token(self, key: KeyName = "good", **claims: Any) -> str:
        """A signed token; claims given as None are left out."""
        now = int(time.time())
        payload = {
            "iss": ISSUER,
            "aud": self.app_id,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": self.service_url,
        } | claims
        present = {name: value for name, value in payload.items() if value is not None}
        return jwt.encode(present, private_key(key), "RS256", headers={"kid": key})

    def signed(self, activity: Activity, token: str | None = None) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a request to the bot."""
        headers = {
            "Authorization": f"Bearer {token or self.token()}",
            "Content-Type": "application/json; charset=utf-8",
        }
        return json.dumps(activity).encode(), headers

    def activity(self, kind: str, person: Member = AMINA, **fields: Any) -> Activity:
        """An activity in the personal chat with somebody, with an id of its own."""
        return {
            "type": kind,
            "id": f"in-{next(self._ids)}",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "timestamp": "2026-11-21T09:30:00.000Z",
            "locale": person.locale,
            "from": {
                "id": person.teams_id,
                "name": person.name,
                "aadObjectId": person.object_id,
            },
            "recipient": {"id": f"28:{self.app_id}", "name": "RTS"},
            "conversation": {
                "id": person.conversation,
                "conversationType": "personal",
                "tenantId": self.tenant,
            },
            "channelData": {"tenant": {"id": self.tenant}},
        } | fields

    def message(self, text: str, person: Member = AMINA, **fields: Any) -> Activity:
        return self.activity("message", person, text=text, **fields)

    def in_channel(
        self, text: str, person: Member = AMINA, mentions: dict[str, str] | None = None
    ) -> Activity:
        """A message in a team's channel; ``mentions`` are ids by the name in ``<at>``."""
        entities = [
            {
                "type": "mention",
                "text": f"<at>{name}</at>",
                "mentioned": {"id": who, "name": name},
            }
            for name, who in (mentions or {}).items()
        ]
        conversation = {
            "id": "19:team@thread.tacv2;messageid=1",
            "conversationType": "channel",
            "isGroup": True,
            "tenantId": self.tenant,
        }
        return self.message(text, person, entities=entities, conversation=conversation)

    def invoke(
        self,
        verb: str,
        value: str = "",
        inputs: dict[str, str] | None = None,
        person: Member = AMINA,
        reply_to: str = "",
    ) -> Activity:
        data = {"verb": verb, "value": value} | (inputs or {})
        return self._execute(
            {"type": "Action.Execute", "verb": verb, "data": data}, person, reply_to
        )

    def click(
        self, sent: Sent, verb: str, inputs: dict[str, str] | None = None, person: Member = AMINA
    ) -> Activity:
        """The invoke that a client sends for the first button with this verb on a card."""
        button = next(each for each in executes(sent.card) if each["verb"].startswith(verb))
        action = {
            "type": "Action.Execute",
            "verb": button["verb"],
            "data": button["data"] | (inputs or {}),
        }
        return self._execute(action, person, sent.activity_id)

    def submit(self, value: Activity, person: Member = AMINA, reply_to: str = "") -> Activity:
        """What a client without Action.Execute sends."""
        return self.activity("message", person, value=value, replyToId=reply_to)

    def install(self, person: Member = AMINA, action: str = "add") -> Activity:
        return self.activity("installationUpdate", person, action=action)

    def _execute(self, action: Activity, person: Member, reply_to: str) -> Activity:
        value = {"action": action, "trigger": "manual"}
        name = "adaptiveCard/action"
        return self.activity("invoke", person, name=name, value=value, replyToId=reply_to)


def executes(card: Any) -> list[dict[str, Any]]:
    """Every Action.Execute in a card, at any depth, in order."""
    if isinstance(card, list):
        return [found for each in card for found in executes(each)]
    if not isinstance(card, dict):
        return []
    if card.get("type") == "Action.Execute":
        return [card]
    return [found for each in card.values() for found in executes(each)]
