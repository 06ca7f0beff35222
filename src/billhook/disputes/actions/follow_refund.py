"""A refund of all of a charge leaves nothing to be done about a warning; one that failed does (platform.md §7.8)."""

from collections.abc import Mapping
from typing import Any

from billhook.db.tx import Tx
from billhook.disputes import store, view


async def follow_refund(tx: Tx, about: Mapping[str, Any]) -> None:
    """A charge is refunded as a whole now, or no longer."""
    if about["charge"].disputed:
        return
    for warning in await store.warnings_of(tx, about["charge"].id):
        shown = tx.render(view.fraud_warning, warning)
        tx.emit("radar.early_fraud_warning.updated", shown, {"actionable": about["is_whole"]})
