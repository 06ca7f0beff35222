"""Test clocks as the newest API version shows them (platform.md §8)."""

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.rules.lifecycle import ADVANCING


def test_clock(reader: Reader, k: TestClock) -> WireObject:
    """The wire object."""
    shown = {
        "id": k.id,
        "object": "test_helpers.test_clock",
        "created": k.created,
        "deletes_after": k.deletes_after,
        "frozen_time": k.frozen_time,
        "livemode": reader.tenant.livemode,
        "name": k.name,
        "status": k.status,
        "status_details": {"advancing": {"target_frozen_time": k.target}} if k.status == ADVANCING else {},
    }
    return WireObject(shown)
