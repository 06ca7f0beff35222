"""The parts of Stripe's API that Billhook does not have: each URL is refused by name, and never taken for an id.

The guide's section "Not offered yet" is printed from this table, one heading for each row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Absent:
    """A part of Stripe's API, as errors call it (`thing`), with the URLs that belong to it.

    A path stands for everything below it as well; `GET /v1/payment_records` stands for this method of this path alone.
    """

    thing: str
    paths: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The heading in the guide, as a link names it."""
        return self.thing.lower().replace(" ", "-")


# fmt: off
ABSENT = (
    Absent("schedules and pauses of subscriptions", (
        "/v1/customers/{customer}/subscriptions", "/v1/subscription_schedules", "/v1/subscriptions/search",
        "/v1/subscriptions/{subscription}/migrate",
        "/v1/subscriptions/{subscription}/pause", "/v1/subscriptions/{subscription}/resume",
    )),
    Absent("quotes", ("/v1/quotes",)),
    Absent("payment links", ("/v1/payment_links",)),
    Absent("configurations of the customer portal", ("/v1/billing_portal/configurations",)),
    Absent("connect", (
        "/v1/account_links", "/v1/account_sessions", "POST /v1/accounts/{account}", "DELETE /v1/accounts/{account}",
        "/v1/accounts/{account}/capabilities", "/v1/accounts/{account}/external_accounts",
        "/v1/accounts/{account}/login_links", "/v1/accounts/{account}/persons", "/v1/accounts/{account}/reject",
        "/v1/accounts/{account}/unreject", "/v1/application_fees", "/v1/country_specs", "/v1/transfers",
    )),
    Absent("alerts and credits of usage", (
        "/v1/billing/alerts", "/v1/billing/credit_balance_summary", "/v1/billing/credit_balance_transactions",
        "/v1/billing/credit_grants", "/v1/billing/feedback_options",
    )),
    Absent("other sources", (
        "/v1/charges/{charge}/refund", "/v1/charges/{charge}/refunds", "/v1/customers/{customer}/bank_accounts",
        "/v1/customers/{customer}/cards", "/v1/customers/{customer}/sources/{source}/verify", "/v1/sources",
        "/v1/three_d_secure",
    )),
    Absent("payment settings", (
        "/v1/apple_pay", "/v1/payment_method_configurations", "/v1/payment_method_domains",
    )),
    Absent("payment line items", ("/v1/payment_intents/{intent}/amount_details_line_items",)),
    Absent("reported payments", (
        "/v1/payment_attempt_records", "GET /v1/payment_records", "/v1/payment_records/report_payment",
        "/v1/payment_records/{id}/report_payment_attempt", "/v1/payment_records/{id}/report_payment_attempt_canceled",
        "/v1/payment_records/{id}/report_payment_attempt_failed",
        "/v1/payment_records/{id}/report_payment_attempt_guaranteed",
        "/v1/payment_records/{id}/report_payment_attempt_informational", "/v1/payment_records/{id}/report_refund",
    )),
    Absent("payouts", (
        "/v1/balance_settings", "/v1/exchange_rates", "POST /v1/payouts", "POST /v1/payouts/{payout}",
        "/v1/payouts/{payout}/cancel", "/v1/payouts/{payout}/reverse", "/v1/topups",
    )),
    Absent("browser sessions", ("/v1/customer_sessions", "/v1/ephemeral_keys")),
    Absent("entitlements", ("/v1/entitlements", "/v1/products/{product}/features")),
    Absent("tax products", ("/v1/tax", "/v1/tax_codes")),
    Absent("fraud rules", (
        "/v1/radar/payment_evaluations", "/v1/radar/value_list_items", "/v1/radar/value_lists", "/v1/reviews",
    )),
    Absent("reports", ("/v1/reporting", "/v1/sigma")),
    Absent("other products", (
        "/v1/apps", "/v1/climate", "/v1/financial_connections", "/v1/forwarding", "/v1/identity", "/v1/issuing",
        "/v1/product_catalog", "/v1/terminal", "/v1/test_helpers/issuing", "/v1/test_helpers/terminal",
        "/v1/test_helpers/treasury", "/v1/treasury",
    )),
    Absent("other v2 API", ("/v2",)),
)
# fmt: on
