"""What every verb that has an address must say of itself."""

import re

from billhook.calls import SETTLERS
from billhook.db.verbs import Mode
from billhook.people.rules.permissions import PERMISSIONS
from billhook.routes import ROUTES

VERBS = [route.verb for route in ROUTES]


def test_a_name_names_one_verb():
    """Permissions, the audit and the log of requests hang on the name."""
    names: dict[str, object] = {}
    for verb in VERBS:
        assert names.setdefault(verb.name, verb) is verb, f"two verbs are called {verb.name}: give one another name"
        assert re.fullmatch(r"[a-z_.]+\.[a-z_]+", verb.name), f"{verb.name} is not of the form resource.what_is_done"


def test_every_verb_says_what_shows_it_and_what_it_needs():
    """A verb that answered with a wire object would make the next one read an id out of it."""
    contents = {route.verb for route in ROUTES if route.downloads}  # the bytes of a file, which need no view
    unseen = [verb.name for verb in VERBS if (verb.shows is None and verb not in contents) or not verb.returns]
    assert unseen == [], "give each a view and an object type in verbs.py: Verb(…, returns=…, shows=…)"
    free = [verb.name for verb in VERBS if not {verb.needs, *verb.also.values()} <= set(PERMISSIONS)]
    assert free == [], "give each a permission in verbs.py that people/rules/permissions.py has: needs="


def test_what_needs_more_for_a_parameter_takes_it():
    """A further permission for a parameter that the verb does not have would guard nothing."""
    takes = {verb: verb.takes.model_fields if verb.takes is not None else {} for verb in VERBS}
    strange = [f"{verb.name} {name}" for verb in VERBS for name in verb.also if name not in takes[verb]]
    assert strange == [], "correct `also` in verbs.py"


def test_only_a_look_is_asked_by_get():
    """A proxy may repeat a GET."""
    writes = [r.path for r in ROUTES if r.method == "GET" and r.verb.mode is Mode.WRITE]
    assert writes == [], "a look has mode=Mode.READ in verbs.py; what changes something is routed by post or delete"
    looks = [r.path for r in ROUTES if r.method != "GET" and r.verb.mode is Mode.READ]
    assert looks == [], "route these by get"


def test_whoever_claims_a_call_settles_it():
    """A call whose verb nobody finds after a crash would never be settled."""
    assert [name for name, verb in SETTLERS.items() if verb.name != name] == []
    unknown = [verb.name for verb in VERBS if verb.settles is not None and SETTLERS.get(verb.name) is not verb]
    assert unknown == [], "name each in SETTLERS (calls.py)"
