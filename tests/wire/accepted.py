"""A form for each route that needs one: the server accepts it, so requests that add to it reach the deep code.

`{customers/id}` stands for the id that `belongings_of` (tests/wire/hostile.py) gave this name.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from tests.wire.hostile import CARD, Belongings, Caller, imported, mapped

from billhook.wire.routing import Route

_LINE = "lines[0][id]={invoices/line_item_id}"
_CREDIT = "invoice={paid/invoice}&amount=1&credit_amount=1"
_RATE = "display_name=Post&type=fixed_amount&fixed_amount[amount]=500&fixed_amount[currency]=usd"
_SEPA = "type=sepa_debit&sepa_debit[iban]=DE89370400440532013000&billing_details[name]=J&billing_details[email]=j@x.org"
_DESTINATION = (
    "name=A&type=webhook_endpoint&event_payload=thin&enabled_events[0]=*&webhook_endpoint[url]=http://127.0.0.1:9/"
)

_VISA = "payment_method=pm_card_visa"
_CONFIRMED = "amount=900&currency=usd&confirm=true"
_US = (
    "payment_method_options[us_bank_account][verification_method]=microdeposits&payment_method_data[type]=us_bank_account"
    "&payment_method_data[us_bank_account][account_number]=000123456789"
    "&payment_method_data[us_bank_account][routing_number]=110000000"
    "&payment_method_data[us_bank_account][account_holder_type]=individual"
    "&payment_method_data[billing_details][name]=Jenny&mandate_data[customer_acceptance][type]=offline"
)
_AMOUNTS = "amounts[0]=32&amounts[1]=45"

FORMS: Mapping[str, tuple[str, ...]] = {
    "POST /v1/products": ("name=Gold",),
    "POST /v1/prices": (
        "product={products/id}&currency=usd&unit_amount=900",
        "product={products/id}&currency=usd&unit_amount=900&recurring[interval]=month",
        "product={products/id}&currency=eur&billing_scheme=tiered&tiers_mode=graduated"
        "&tiers[0][up_to]=5&tiers[0][unit_amount]=7&tiers[1][up_to]=inf&tiers[1][flat_amount]=90",
    ),
    "POST /v1/plans": ("product={products/id}&currency=usd&amount=900&interval=month",),
    "POST /v1/shipping_rates": (_RATE,),
    "POST /v1/coupons": ("percent_off=10", "amount_off=50&currency=usd"),
    "POST /v1/promotion_codes": ("promotion[type]=coupon&promotion[coupon]={coupons/id}",),
    "POST /v1/tax_rates": ("display_name=VAT&percentage=19&inclusive=false",),
    "POST /v1/tax_ids": ("type=eu_vat&value=DE123456789",),
    "POST /v1/customers/{id}/tax_ids": ("type=eu_vat&value=FR89732829320",),
    "POST /v1/customers/{id}/balance_transactions": ("amount=-90&currency=usd",),
    "POST /v1/customers/{customer}/funding_instructions": (
        "currency=eur&funding_type=bank_transfer&bank_transfer[type]=eu_bank_transfer"
        "&bank_transfer[eu_bank_transfer][country]=DE",
    ),
    "POST /v1/test_helpers/customers/{customer}/fund_cash_balance": ("amount=500&currency=eur",),
    "POST /v1/payment_methods": ("type=card&card[token]=tok_visa", _SEPA),
    "POST /v1/payment_methods/{payment_method}/attach": ("customer={customers/id}",),
    "GET /v1/payment_methods": ("customer={customers/id}",),
    "POST /v1/tokens": (CARD,),
    "POST /v1/confirmation_tokens": ("payment_method_data[type]=card&payment_method_data[card][token]=tok_visa",),
    "POST /v1/test_helpers/confirmation_tokens": ("payment_method=pm_card_visa",),
    "POST /v1/invoices": (
        "customer={customers/id}",
        "customer={customers/id}&pending_invoice_items_behavior=include",
        "customer={customers/id}&collection_method=send_invoice&days_until_due=9",
        "from_invoice[invoice]={open/invoice}&from_invoice[action]=revision",
    ),
    "POST /v1/invoices/create_preview": (
        "customer={customers/id}&invoice_items[0][amount]=700&invoice_items[0][currency]=usd",
        "customer={customers/id}&currency=usd",
    ),
    "GET /v1/invoices/upcoming": ("customer={customers/id}&invoice_items[0][amount]=7&invoice_items[0][currency]=usd",),
    "GET /v1/invoices/upcoming/lines": ("customer={customers/id}",),
    "POST /v1/invoices/{invoice}/add_lines": ("lines[0][amount]=500", "lines[0][pricing][price]={prices/id}"),
    "POST /v1/invoices/{invoice}/update_lines": (f"{_LINE}&lines[0][amount]=600",),
    "POST /v1/invoices/{invoice}/remove_lines": (f"{_LINE}&lines[0][behavior]=delete",),
    "POST /v1/invoices/{id}/pay": ("paid_out_of_band=true", "payment_method=pm_card_visa"),
    "POST /v1/invoices/{id}/attach_payment": ("payment_intent={payment_intents/id}",),
    "POST /v1/invoiceitems": (
        "customer={customers/id}&amount=700&currency=usd",
        "customer={customers/id}&pricing[price]={prices/id}",
    ),
    "POST /v1/credit_notes": (
        _CREDIT,
        "invoice={open/invoice}&amount=1",
        "invoice={paid/invoice}&lines[0][type]=custom_line_item&lines[0][description]=x&lines[0][unit_amount]=1"
        "&lines[0][quantity]=1&credit_amount=1",
    ),
    "GET /v1/credit_notes/preview": (_CREDIT, "invoice={open/invoice}&amount=1"),
    "GET /v1/credit_notes/preview/lines": (_CREDIT, "invoice={open/invoice}&amount=1"),
    "POST /v1/payment_intents": (
        "amount=900&currency=usd",
        "amount=900&currency=usd&confirm=true&payment_method=pm_card_visa",
        "amount=900&currency=usd&confirm=true&payment_method=pm_card_threeDSecure2Required",
        "amount=900&currency=eur&confirm=true&payment_method=pm_sepaDebit_success_de"
        "&mandate_data[customer_acceptance][type]=offline",
    ),
    "POST /v1/payment_intents/{intent}/confirm": ("payment_method=pm_card_visa", "payment_method=pm_card_mastercard"),
    "POST /v1/payment_intents/{intent}/verify_microdeposits": (_AMOUNTS,),
    "POST /v1/payment_intents/{intent}/increment_authorization": ("amount=2000",),
    "POST /v1/refunds": ("charge={charges/id}&amount=1", "payment_intent={held/intent}"),
    "POST /v1/charges": (
        "amount=900&currency=usd&source=tok_visa",
        "amount=900&currency=usd&customer={customers/id}",
        "amount=900&currency=usd&source=tok_visa&capture=false",
    ),
    "POST /v1/charges/{charge}/capture": ("", "amount=1"),
    "POST /v1/customers/{customer}/sources": ("source=tok_visa",),
    "POST /v1/checkout/sessions": (
        "mode=payment&success_url=https://example.com/&line_items[0][price]={prices/id}&line_items[0][quantity]=1",
        "mode=payment&success_url=https://example.com/&line_items[0][quantity]=2&line_items[0][price_data][currency]=eur"
        "&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product]={products/id}",
        "mode=setup&success_url=https://example.com/&customer={customers/id}",
    ),
    "POST /v1/setup_intents": ("", "confirm=true&payment_method=pm_card_visa", "customer={customers/id}"),
    "POST /v1/setup_intents/{intent}/verify_microdeposits": (_AMOUNTS,),
    "POST /v1/setup_intents/{intent}/confirm": ("payment_method=pm_card_visa",),
    "GET /v1/setup_attempts": ("setup_intent={setup_intents/id}",),
    "POST /v1/billhook/bank_movements/{movement}/assign": ("customer={customers/id}",),
    "POST /v1/billhook/bank_movements/{movement}/split": (
        "parts[0][amount]=100&parts[0][customer]={customers/id}&rest=unassigned",
    ),
    "POST /v1/file_links": ("file={files/id}",),
    "POST /v1/billing_portal/sessions": ("customer={customers/id}",),
    "POST /v1/test_helpers/test_clocks": ("frozen_time=1900000000",),
    "POST /v1/test_helpers/test_clocks/{test_clock}/advance": ("frozen_time=1901000000", "frozen_time=1900000060"),
    "POST /v1/webhook_endpoints": ("url=http://127.0.0.1:9/&enabled_events[0]=quote.created",),
    "POST /v1/events/{id}/retry": ("webhook_endpoint={webhook_endpoints/id}",),
    "POST /v2/core/event_destinations": (_DESTINATION,),
    "POST /v1/stripecli/sessions": ("device_name=a&websocket_features[0]=webhooks",),
    "GET /v1/prices/search": ("query=active:'true' AND currency:'usd'",),
    "GET /v1/products/search": ("query=name~'Gold' OR active:'true'",),
    **{
        f"GET /v1/{name}/search": ("query=created>1", "query=metadata['a']:null")
        for name in ("charges", "customers", "invoices", "payment_intents")
    },
}

# Words of parameters beside those of `LIKELY`.
WORDS: Mapping[str, tuple[str, ...]] = {
    "country": ("US", "DE"),
    "purpose": ("business_logo", "dispute_evidence"),
    "tax_code": ("txcd_99999999",),
    "verification_method": ("microdeposits",),
}

# Objects in other states, which a path may name instead.
OTHERS: Mapping[str, tuple[str, ...]] = {
    "charges": ("held/charge",),
    "invoices": ("open/invoice", "paid/invoice"),
    "payment_intents": ("held/intent", "asked/intent", "verified/intent"),
    "setup_intents": ("verified/setup_intent",),
    "credit_notes": ("open/credit_note",),
}


def uses_up(route: Route) -> bool:
    """Whether a request may leave an object in a state in which further requests find nothing to do."""
    return route.method == "DELETE" or (route.method == "POST" and bool(route.placeholders))


def in_further_states(call: Caller, own: Belongings) -> Belongings:
    """With new invoices and intents: drafts, open, paid, held, waiting for their payer or for small amounts.

    The invoices are of a new customer, because requests may have deleted the other or changed their currency.
    """
    customer, made = call.json("POST", "/v1/customers", "name=Jenny&email=jenny@example.com")["id"], dict(own.ids)

    def make(place: str, path: str, form: str = "") -> str:
        made[place] = id = str(call.json("POST", path, form)["id"])
        return id

    line = "lines[0][amount]=90000"
    draft = make("invoices/id", "/v1/invoices", f"customer={customer}&collection_method=send_invoice&days_until_due=9")
    lines = call.json("POST", f"/v1/invoices/{draft}/add_lines", line)["lines"]["data"]
    for place in ("open/invoice", "paid/invoice"):
        invoice = make(place, "/v1/invoices", f"customer={customer}")
        call.json("POST", f"/v1/invoices/{invoice}/add_lines", line)
        call.json("POST", f"/v1/invoices/{invoice}/finalize")
    call.json("POST", f"/v1/invoices/{made['paid/invoice']}/pay", "paid_out_of_band=true")
    make("open/credit_note", "/v1/credit_notes", f"invoice={made['open/invoice']}&amount=1")
    method = make("payment_methods/id", "/v1/payment_methods", "type=card&card[token]=tok_visa")
    call("POST", f"/v1/payment_methods/{method}/attach", f"customer={own.ids['customers/id']}")  # if they are there
    later = "capture_method=manual&payment_method_options[card][request_incremental_authorization]=if_available"
    make("payment_intents/id", "/v1/payment_intents", "amount=900&currency=usd")
    make("held/intent", "/v1/payment_intents", f"{_CONFIRMED}&{later}&payment_method=pm_card_visa")
    make("asked/intent", "/v1/payment_intents", f"{_CONFIRMED}&payment_method=pm_card_threeDSecure2Required")
    make("verified/intent", "/v1/payment_intents", f"{_CONFIRMED}&{_US}")
    make("setup_intents/id", "/v1/setup_intents")
    make("verified/setup_intent", "/v1/setup_intents", f"confirm=true&{_US}")
    made["charges/id"] = charge = call.json("POST", "/v1/payment_intents", f"{_CONFIRMED}&{_VISA}")["latest_charge"]
    make("held/charge", "/v1/charges", "amount=900&currency=usd&source=tok_visa&capture=false")
    make("customers/source", f"/v1/customers/{customer}/sources", "source=tok_visa")
    make("refunds/id", "/v1/refunds", f"charge={charge}&amount=1")
    made["billhook/statement"], made["billhook/movement"] = imported(call, customer)
    made["billhook/mapping"] = mapped(call, customer)
    return Belongings({**made, "invoices/line_item_id": lines[0]["id"], "customers/payment_method": method})


def pairs_of(form: str, own: Belongings) -> list[tuple[str, str]]:
    """The form with ids in it."""
    for place, id in own.ids.items():
        form = form.replace(f"{{{place}}}", id)
    return parse_qsl(form, keep_blank_values=True)
