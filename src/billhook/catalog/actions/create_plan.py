"""Create a plan: a recurring price, said in the words of old."""

from billhook.catalog.actions.create_price import create_price
from billhook.catalog.objects import Price
from billhook.catalog.params import CreatePrice, RecurringOfPrice
from billhook.catalog.plans_params import CreatePlan, NamedProduct
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.errors import ApiError

_SPELLINGS = (
    ("unit_amount", "amount"), ("unit_amount_decimal", "amount_decimal"), ("transform_quantity", "transform_usage"),
    ("recurring[interval_count]", "interval_count"), ("recurring[meter]", "meter"), ("product_data", "product"),
)  # fmt: skip


async def create_plan(tx: Tx, params: CreatePlan) -> Price:
    """The price of a new plan; errors name the parameters of the plan.

    Raises MISSING_PARAMETER, EXCLUSIVE_PARAMETERS, ALREADY_EXISTS and what `create_price` raises.
    """
    if params.amount is not None and params.amount_decimal is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="amount_decimal", names="amount, amount_decimal")
    if params.billing_scheme == "per_unit" and params.amount is None and params.amount_decimal is None:
        raise errors.MISSING_PARAMETER(param="amount", name="amount")
    if params.billing_scheme == "tiered" and (params.amount is not None or params.amount_decimal is not None):
        reason = "`amount` requires `billing_scheme` to be `per_unit`"
        raise errors.INVALID_VALUE(param="amount", name="amount", reason=reason)
    try:
        return await create_price(tx, _as_price(params), chosen_id=params.id)
    except ApiError as error:
        raise _renamed(error) from None


def _as_price(given: CreatePlan) -> CreatePrice:
    recurring = RecurringOfPrice.of(
        interval=given.interval, interval_count=given.interval_count, usage_type=given.usage_type,
        trial_period_days=given.trial_period_days, meter=given.meter,
    )  # fmt: skip
    is_named = isinstance(given.product, NamedProduct)
    return CreatePrice.of(
        active=given.active, billing_scheme=given.billing_scheme, currency=given.currency, metadata=given.metadata,
        nickname=given.nickname, product=given.product.id if is_named else None,
        product_data=None if is_named else given.product, recurring=recurring,
        tiers=given.tiers, tiers_mode=given.tiers_mode, transform_quantity=given.transform_usage,
        unit_amount=given.amount, unit_amount_decimal=given.amount_decimal,
    )  # fmt: skip


def _renamed(error: ApiError) -> ApiError:
    for of_price, of_plan in _SPELLINGS:
        error = error.naming(of_price, of_plan)
    return error
