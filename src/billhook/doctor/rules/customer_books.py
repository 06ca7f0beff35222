"""What is wrong with what a customer has: balance and cash against their movements. Minor units, by currency."""

from collections.abc import Iterator, Mapping

from billhook.customers.objects import Customer


def faults_of_customer(customer: Customer, moved: Mapping[str, int], cash: Mapping[str, int]) -> Iterator[str]:
    """What of a customer is not the sum of movements. `moved` are those of the balance, `cash` those of the cash."""
    if customer.currency is None and customer.balance:
        yield f"the balance is {customer.balance} in no currency"
    for currency in sorted({*moved, *customer.other_balances, *_own(customer)}):
        stored, sum_ = customer.balance_in(currency), moved.get(currency, 0)
        if stored != sum_:
            yield f"the balance is {stored} {currency}, and its movements come to {sum_}"
    for currency in sorted({*cash, *customer.cash}):
        stored, sum_ = customer.cash.get(currency, 0), cash.get(currency, 0)
        if stored != sum_:
            yield f"the cash balance is {stored} {currency}, and its movements come to {sum_}"


def _own(customer: Customer) -> tuple[str, ...]:
    return (customer.currency,) if customer.currency is not None else ()
