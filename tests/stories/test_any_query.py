"""Any query finds what a plain filter finds, and the terms of objects are kept with them."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.builders import Shop
from tests.conftest import Server
from tests.stories.psql import query
from tests.tidy.source import ROOT


@dataclass(frozen=True)
class Person:
    """What the queries ask for."""

    name: str | None
    phone: str | None
    plan: str | None


PEOPLE = [
    Person(name, phone, plan)
    for name, phone, plan in zip(
        ["Ada Love", "ada-love smith", None, "Bob", "Love Ada", "Zoë Quick", "ZOË quick, 2nd", "Ada"],
        ["+1 555 0100", None, "+1 555 0199", "0100", None, "+44", "+1 555 0100", None],
        ["gold", None, "Gold", "silver", "gold", None, "silver", "GOLD"],
        strict=True,
    )
]


def _words(text: str) -> str:
    return " " + re.sub(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+", " ", text.lower()).strip() + " "


def _clause(rng: random.Random) -> tuple[str, Callable[[Person], bool]]:
    """A clause, and the same in Python."""
    field = rng.choice(["name", "phone", "plan"])
    sign = rng.choice([":", "~", "null"]) if field != "plan" else rng.choice([":", "null"])
    value = rng.choice(
        ["ada", "Love", "ada love", "zoë", "quick 2ND", "555 0100", "0100", "+1 555", "gold", "SILVER", "e s"]
    )

    def holds(person: Person) -> bool:
        found: str | None = getattr(person, field)
        if sign == "null" or found is None:
            return sign == "null" and found is None
        if sign == "~":
            return value.lower() in found.lower()
        return value.lower() == found.lower() if field == "plan" else _words(value) in _words(found)

    name = 'metadata["plan"]' if field == "plan" else field
    text = f"{name}:null" if sign == "null" else f'{name}{sign}"{value}"'
    return (f"-{text}", lambda person: not holds(person)) if rng.random() < 0.3 else (text, holds)


def test_any_query_finds_what_a_plain_filter_finds(shop: Shop) -> None:
    tag = shop.v1.products.create({"name": "for its id"}).id.removeprefix("prod_")
    people = []
    for person in PEOPLE:
        form = {"name": person.name, "phone": person.phone}
        known = {key: value for key, value in form.items() if value is not None}
        metadata = {"of": tag} | ({"plan": person.plan} if person.plan is not None else {})
        people.append((shop.v1.customers.create({**known, "metadata": metadata}).id, person))
    rng = random.Random(63)
    mine = f'metadata["of"]:"{tag}"'
    for _ in range(150):
        clauses = [_clause(rng) for _ in range(rng.randint(1, 3))]
        both = rng.choice([" ", " AND "]).join(rng.sample([mine, *(text for text, _ in clauses)], len(clauses) + 1))
        found = [each.id for each in shop.v1.customers.search({"query": both, "limit": 100}).data]
        assert found == [id for id, who in reversed(people) if all(holds(who) for _, holds in clauses)], both
        one = " OR ".join(text for text, _ in clauses)
        of_all = {each.id for each in shop.v1.customers.search({"query": one, "limit": 100}).auto_paging_iter()}
        assert of_all & dict(people).keys() == {id for id, who in people if any(holds(who) for _, holds in clauses)}, (
            one
        )


def test_terms_are_those_of_the_objects(server: Server, shop: Shop) -> None:
    """What the triggers wrote is what the migration would write for the same objects."""
    shop.v1.products.create({"name": "With terms", "metadata": {"tag": "x", "é": "É"}})
    shop.v1.customers.update(shop.v1.customers.create({"metadata": {"a": "b", "c": "d"}}).id, {"metadata": {"a": ""}})
    migration = (ROOT / "migrations/0071_search_terms.sql").read_text()
    found = re.search(r"^INSERT INTO search_terms[^\n]*\n(SELECT DISTINCT.*?);", migration, re.DOTALL | re.MULTILINE)
    assert found
    terms = "SELECT tenant, term, id FROM search_terms"
    assert query(server, terms) != []
    assert query(server, f"({terms} EXCEPT {found[1]}) UNION ALL ({found[1]} EXCEPT {terms})") == []
