"""What a room tells rooms above is heard."""

import pytest

from billhook.db.facts import Fact, Locking
from billhook.reactions import BEFORE_LOCKING, FACTS


@pytest.mark.parametrize(("kind", "page"), [(Fact, FACTS), (Locking, BEFORE_LOCKING)])
def test_every_fact_is_frozen_and_has_a_line_on_the_page(kind, page):
    """A fact that nobody reacts to is dead, and one that can be changed tells each listener something else."""
    # With slots a dataclass is made twice; the first of the two may still be around, under the same name.
    declared = {(each.__module__, each.__name__): each for each in kind.__subclasses__()}
    heard = {(each.__module__, each.__name__) for each in page}
    assert set(declared) - heard == set(), "say in reactions.py what follows from each, or take the fact out"
    assert heard - set(declared) == set(), "these facts are gone: take them off reactions.py"
    assert all(page.values()), "a line without a reaction"
    for (module, _), each in declared.items():
        assert module.endswith(".facts"), f"move {each.__name__} into the facts.py of its room"
        assert each.__dataclass_params__.frozen, f"make {each.__name__} a frozen dataclass"
