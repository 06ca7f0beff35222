"""What can be asked of taxes."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.tax import queries, store, view
from billhook.tax.actions.create_rate import create_rate
from billhook.tax.actions.update_rate import update_rate
from billhook.tax.params import CreateTaxRate, ListTaxRates, UpdateTaxRate

_rate = partial(Verb, returns="tax_rate", shows=view.tax_rate)

CREATE_RATE = _rate("tax_rate.create", create_rate, takes=CreateTaxRate, needs="catalog:write")
UPDATE_RATE = _rate("tax_rate.update", update_rate, takes=UpdateTaxRate, needs="catalog:write")
RETRIEVE_RATE = _rate("tax_rate.retrieve", queries.rate, needs="tax:read", mode=Mode.READ)
LIST_RATES = _rate("tax_rate.list", store.page, takes=ListTaxRates, needs="tax:read", mode=Mode.READ)
