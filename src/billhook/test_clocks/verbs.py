"""What can be asked of test clocks."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.test_clocks import store
from billhook.test_clocks.actions.advance import advance
from billhook.test_clocks.actions.create import create
from billhook.test_clocks.actions.delete import delete, expire
from billhook.test_clocks.params import AdvanceTestClock, CreateTestClock, ListTestClocks
from billhook.test_clocks.view import test_clock
from billhook.wire.deleted import deleted
from billhook.wire.lookups import existing

_CLOCK = "test_helpers.test_clock"
_change = partial(Verb, returns=_CLOCK, needs="test_helpers:write")
_look = partial(Verb, returns=_CLOCK, shows=test_clock, needs="test_clocks:read", mode=Mode.READ)

CREATE = _change("test_clock.create", create, CreateTestClock, shows=test_clock)
ADVANCE = _change("test_clock.advance", advance, AdvanceTestClock, shows=test_clock)
DELETE = _change("test_clock.delete", delete, None, shows=deleted)
RETRIEVE = _look("test_clock.retrieve", existing(store.find, "test clock"))
LIST = _look("test_clock.list", store.page, ListTestClocks)

# The worker alone runs this.
EXPIRE = Verb("test_clock.expire", expire)
