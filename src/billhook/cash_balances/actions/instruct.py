"""Tell a customer where to send money (platform.md §7.7)."""

from billhook.cash_balances.instructions import addresses_for, given_transfer
from billhook.cash_balances.objects import FundingInstructions
from billhook.cash_balances.params import CreateFundingInstructions
from billhook.cash_balances.rules.bank_transfers import check_currency
from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.kernel import errors


async def instruct(tx: Tx, params: CreateFundingInstructions, customer_id: str) -> FundingInstructions:
    """The accounts of a customer, the same whenever they are asked for.

    Raises NO_SUCH_PATH, TRANSFER_CURRENCY, NO_BANK_ACCOUNT, MISSING_PARAMETER, INVALID_VALUE.
    """
    customer = await customers.find(tx, customer_id)
    if customer is None or customer.is_deleted:
        raise errors.NO_SUCH_PATH(param="customer", noun="customer", id=customer_id)
    transfer = given_transfer(params.bank_transfer, "bank_transfer")
    check_currency(transfer, params.currency, "currency")
    return FundingInstructions(transfer, addresses_for(tx, customer.id, transfer))
