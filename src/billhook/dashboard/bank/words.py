"""How the statuses, rules and steps of bank movements are called."""

from billhook.bank_statements.objects import BankMovement, Step

# A status in words, and its tone.
STATUSES = {
    "matched": ("About to be booked", "calm"),
    "booked": ("Booked", "done"),
    "partly_booked": ("Booked in part", "late"),
    "proposed": ("Proposal", "late"),
    "unassigned": ("Unassigned", "late"),
    "noted": ("Money that left", "ended"),
    "returned": ("Returned", "ended"),
    "dismissed": ("Dismissed", "ended"),
}
RULES = {
    "reference": "The movement has the reference of an invoice",
    "end_to_end_id": "The end-to-end id is known",
    "number": "The text has the number of an invoice",
    "mandate": "The mandate is a customer's",
    "iban": "The IBAN was a customer's before",
    "name": "Name and amount fit",
    "payout": "It has the amount and a name of a payout",
}
_STEPS = {
    "booked": "Booked",
    "undone": "Undone",
    "dismissed": "Dismissed",
    "restored": "Taken up again",
    "returned": "Returned by the bank",
    "paid_out": "Taken for a payout",
}
NEXT = {
    "other_method": "Ask the customer for another payment method.",
    "retry": "Try the debit again, at most twice.",
    "retry_by_hand": "You may try the debit once more.",
    "no_retry": "Do not try the debit again.",
    "person": "Somebody has to decide what to do.",
    "repair": "Mend the data of the debit before you try again.",
}


def badge(one: BankMovement) -> tuple[str, str]:
    """The status of a movement in words, and its tone."""
    return ("Payout", "done") if one.status == "noted" and one.payout is not None else STATUSES[one.status]


def step(one: Step) -> str:
    """What was done."""
    return _STEPS[one.what]


def who(one: Step) -> str:
    """Who did it."""
    kind = one.actor.partition(":")[0]
    kinds = {"key": "An API key", "job": "Billhook, by itself", "operator": "The command line", "": "–"}
    return one.actor_label or kinds.get(kind, kind.capitalize())
