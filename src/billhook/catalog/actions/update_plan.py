"""Change what may change of a plan, and so of its price."""

from billhook.catalog import queries
from billhook.catalog.actions.update_price import update_price
from billhook.catalog.objects import Price
from billhook.catalog.params import UpdatePrice
from billhook.catalog.plans_params import UpdatePlan
from billhook.db.tx import Tx

_NAMES = ("active", "metadata", "nickname")


async def update_plan(tx: Tx, params: UpdatePlan, plan_id: str) -> Price:
    """The price of the plan with what was given changed. Raises NO_SUCH_PATH and what `update_price` raises."""
    await queries.plan(tx, plan_id)
    given = {name: getattr(params, name) for name in _NAMES if params.given(name)}
    return await update_price(tx, UpdatePrice.of(**given), plan_id)
