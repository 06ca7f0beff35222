"""What a room tells rooms above is heard."""

import pytest

from billhook.db.facts import Fact, Locking
from billhook.reactions import BEFORE_LOCKING, FACTS


@pytest.mark.parametrize(("kind", "page"), [(Fact, FACTS), (Locking, BEFORE_LOCKING)])
def test_every_fact_is_frozen_and_has_a_line_on_the_page(kind, page):
    """A fact that nobody reacts to is dead, and one that can be changed tells each listener something else."""
    # With slots a dataclass is made twice; the first of the two may still be around, under the same name.
    declared = {(each.__module__, each.__name__): each for each in kind.__subclasses__()}
    assert set(declared) == {(each.__module__, each.__name__) for each in page}
    assert all(page.values())
    for (module, _), each in declared.items():
        assert module.endswith(".facts")
        assert each.__dataclass_params__.frozen
