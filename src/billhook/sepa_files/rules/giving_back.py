"""Which debits can be given back."""

from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import SETTLED
from billhook.sepa_files.rules.pain import DEBIT


def may_be_given_back(debit: SepaOrder) -> bool:
    """Whether the merchant has the money of a debit: it is settled, and no bank refused it or sent it back since."""
    return debit.kind == DEBIT and debit.status == SETTLED and debit.reason is None
