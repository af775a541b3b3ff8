"""The store's documents in a dictionary, and a store that is away."""

from collections.abc import Mapping, Sequence
from typing import Any

from routing.errors import StoreUnavailable

Document = Mapping[str, Any]


class MemoryRecords:
    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Document] = {}
        self.away = False

    async def get(self, kind: str, key: str) -> Document | None:
        self._check()
        return self.documents.get((kind, key))

    async def put(self, kind: str, key: str, body: Document) -> None:
        self._check()
        self.documents[kind, key] = body

    async def delete(self, kind: str, key: str) -> None:
        self._check()
        self.documents.pop((kind, key), None)

    async def find(self, kind: str, prefix: str = "") -> Sequence[tuple[str, Document]]:
        self._check()
        return [
            (key, body)
            for (found, key), body in self.documents.items()
            if found == kind and key.startswith(prefix)
        ]

    def _check(self) -> None:
        if self.away:
            raise StoreUnavailable
