"""Requests that schemathesis generates from `/openapi.json`, on their way to a server.

Schemathesis says what is sent; `http.client` sends it, because the client of schemathesis takes longer than the server.
Ids of objects that exist are mixed in, so that requests go further than to a refusal.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from tests.rooms.files.pictures import multipart
from tests.wire.accepted import FORMS, OTHERS, WORDS, pairs_of
from tests.wire.hostile import FORM, LIKELY, Belongings, encoded

from billhook.openapi.naming import path_of
from billhook.wire.routing import Route

JSON = "application/json"


@dataclass(frozen=True)
class Generated:
    """A request."""

    method: str
    path: str
    sent: bytes
    content_type: str = FORM
    version: str = ""

    @property
    def headers(self) -> dict[str, str]:
        named = {"Stripe-Version": self.version} if self.version else {}
        return {"Content-Type": self.content_type, **named}

    @property
    def is_too_long(self) -> bool:
        """Whether the line of the request would be refused before anything reads it."""
        return self.method != "POST" and len(self.sent) > 60_000


def cases(operation: APIOperation, count: int, mode: GenerationMode, number: int) -> list[Case]:
    """So many of those that the schema allows, or of those that it does not allow; the same for the same number."""
    found: list[Case] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


@dataclass(frozen=True)
class Known:
    """What means something to the server: ids, words by the names of parameters, and what can be expanded."""

    own: Belongings
    expandable: tuple[str, ...]

    def words(self, name: str) -> tuple[str, ...]:
        """Values of a parameter of this name."""
        if name == "expand":
            return self.expandable
        ids = (self.own.ids[place] for place in (f"{name}s/id", f"{name}/id") if place in self.own.ids)
        return (*ids, *LIKELY.get(name, ()), *WORDS.get(name, ()))


def request_of(case: Case, route: Route, known: Known, rng: random.Random) -> Generated:
    """The case as it is, or with what is known in place of some texts, or a part of it added to an accepted form."""
    lively = rng.choice((0.0, 0.3, 0.9))
    path = _known_path(route, known, rng) if rng.random() < 0.9 else _path(case, route)
    version = str((case.headers or {}).get("Stripe-Version", ""))
    if not version.isprintable() or not version.isascii():
        version = ""
    sent = case.body if route.method == "POST" else dict(case.query or {})
    sent = _enlivened(sent, "", known, rng, lively) if isinstance(sent, dict | list) else {}
    if route.uploads:
        # A list is no form of a file.
        return Generated("POST", path, *_multipart(sent if isinstance(sent, dict) else {}))
    pairs = list(_pairs(sent, ""))
    if rng.random() < 0.6:
        return Generated(route.method, path, encoded(_added(pairs, route, known, rng)).encode(), version=version)
    if case.media_type == JSON:
        return Generated("POST", path, json.dumps(sent).encode(), JSON)
    return Generated(route.method, path, encoded(pairs).encode(), version=version)


def _added(
    pairs: list[tuple[str, str]], route: Route, known: Known, rng: random.Random
) -> list[tuple[str, str]]:  # fmt: skip
    """An accepted form with at most three of the case's parameters besides."""
    form = pairs_of(rng.choice(FORMS.get(f"{route.method} {route.path}", ("",))), known.own)
    names = sorted({_outermost(key) for key, _ in pairs} - {_outermost(key) for key, _ in form})
    chosen = rng.sample(names, min(len(names), rng.choice((0, 1, 1, 2, 3))))
    return [*form, *((key, value) for key, value in pairs if _outermost(key) in chosen)]


def _outermost(key: str) -> str:
    return key.partition("[")[0]


def _known_path(route: Route, known: Known, rng: random.Random) -> str:
    """With ids of what is there, sometimes in another state."""
    path, own = known.own.path(route), known.own
    collection = route.path.split("/")[2]
    for place in OTHERS.get(collection, ()):
        if rng.random() < 0.35:
            return path.replace(own.ids[f"{collection}/id"], own.ids[place])
    return path


def _path(case: Case, route: Route) -> str:
    path = path_of(route)
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="%") or "x")
    return path.replace("{", "%7B").replace("}", "%7D")


def _enlivened(value: Any, name: str, known: Known, rng: random.Random, share: float) -> Any:
    if isinstance(value, dict):
        return {key: _enlivened(inner, key, known, rng, share) for key, inner in value.items()}
    if isinstance(value, list):
        return [_enlivened(inner, name, known, rng, share) for inner in value]
    if not isinstance(value, str) or rng.random() >= share or name == "id":
        return value  # products take an id, and each would be the same
    words = known.words(name)
    return rng.choice(words) if words else value.replace("\0", "")


def _pairs(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """A value as a form has it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _pairs(inner, f"{key}[{name}]" if key else str(name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _pairs(inner, f"{key}[{place}]")
    else:
        yield key, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _multipart(body: Any) -> tuple[bytes, str]:
    parts: list[tuple[str, str | None, bytes]] = []
    for key, text in _pairs({name: value for name, value in body.items() if name != "file"}, ""):
        parts.append((quote(key, safe="[]"), None, text.encode()))
    if "file" in body:
        content = getattr(body["file"], "data", body["file"])
        parts.append(("file", "a.pdf", content if isinstance(content, bytes) else str(content).encode()))
    return multipart(*parts)
