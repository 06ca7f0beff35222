"""The numbers that a template is about to count."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.rendering_templates import store
from billhook.rendering_templates.objects import Unit
from billhook.rendering_templates.rules.series import clash_of


async def insist_on_own_numbers(tx: Tx, unit: Unit) -> None:
    """Raise INVALID_VALUE if another series of this mode can give a number of the unit.

    Two people who change two templates at once are asked one after the other.
    """
    if unit.number_pattern is None and unit.credit_note_pattern is None:
        return
    await store.lock_units(tx)
    clash = clash_of(unit, await store.units(tx, tx.tenant.id), tx.tenant.settings)
    if clash is not None:
        raise errors.INVALID_VALUE(param=clash.param, name=clash.param, reason=clash.sentence)
