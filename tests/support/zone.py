"""A little DNS for the tests: what it is told, it says."""

from __future__ import annotations

from collections.abc import Mapping

from listserv.identity.resolver import Records


class Zone:
    """A Source. `known` maps `name KIND` to records; None is a name server that does not answer."""

    def __init__(self, known: Mapping[str, Records | None]) -> None:
        self.known = {question.lower(): records for question, records in known.items()}
        self.asked: list[str] = []

    async def txt(self, name: str) -> Records | None:
        return await self.ask(name, "TXT")

    async def ask(self, name: str, kind: str) -> Records | None:
        question = f"{name} {kind}".lower()
        self.asked.append(question)
        return self.known.get(question, ())
