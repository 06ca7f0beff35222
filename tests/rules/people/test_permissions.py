"""Who may do what, row by row of the table role × verb (dashboard.md §4.8), and no verb without a row."""

import importlib
from collections.abc import Iterator

import pytest
from tests.tidy.source import SRC

from billhook.customers.params import CreateCustomer, UpdateCustomer
from billhook.customers.verbs import CREATE, UPDATE
from billhook.db.verbs import Mode, Verb
from billhook.kernel.errors import ApiError
from billhook.people.rules.permissions import PERMISSIONS, allows, insist, roles_with
from billhook.people.rules.roles import Role, manages
from billhook.routes import ROUTES

# A letter for each role: owner, administrator, developer, support, analyst.
# Y: in both modes. T: in test mode only. A dot: never.
VERBS = {
    "YYTY.": [
        # Drafts and their items.
        "invoice.create", "invoice.update", "invoice.add_lines", "invoice.update_lines", "invoice.remove_lines",
        "invoice.create_draft", "invoice.write_draft", "invoice.duplicate", "invoice.note",
        "invoice.stop_reminders", "invoice.resume_reminders", "invoice.stop_late_fees", "invoice.resume_late_fees",
        "invoice_mail.resend", "charge.send_receipt", "mail_suppression.allow",
        "line_item.update", "invoice.delete", "invoiceitem.create", "invoiceitem.update", "invoiceitem.delete",
        # Issued, collected, voided.
        "invoice.finalize", "invoice.send", "invoice.pay", "invoice.attach_payment", "invoice.void",
        "bulk_run.send", "bulk_run.finalize", "bulk_run.void", "bulk_run.delete",
        "invoice.finalize_reviewed", "invoice.send_reviewed", "invoice.record_payment",
        "invoice.send_with_copies",
        "subscription.create", "subscription.update", "subscription.cancel", "subscription.delete_discount",
        "subscription_item.create", "subscription_item.update", "subscription_item.delete",
        "meter_event.create", "meter_event_adjustment.create",
        # Credit notes and refunds.
        "credit_note.create", "credit_note.update", "credit_note.void",
        "refund.create", "refund.update", "refund.cancel",
        # Customers.
        "customer.create", "customer.update", "customer.set_mail_copies", "customer.delete_discount",
        "customer.stop_reminders", "customer.resume_reminders", "customer.mail_portal_link",
        "customer.stop_late_fees", "customer.resume_late_fees",
        "customer.stop_statements", "customer.resume_statements",
        "customer.create_tax_id",
        "customer.delete_tax_id", "payment_method.create", "payment_method.update", "payment_method.attach",
        "source.create", "source.update", "source.delete",
        "payment_method.detach", "funding_instructions.create", "portal_session.create",
        # Support may cancel a payment, and answer a dispute.
        "payment_intent.cancel", "setup_intent.cancel", "dispute.respond",
        # Evidence is uploaded by whoever answers.
        "file.create", "file_link.create", "file_link.update",
    ],
    "YYT..": [
        "invoice.mark_uncollectible", "bulk_run.mark_uncollectible", "customer.delete", "customer.import",
        "customer_balance_transaction.create", "customer_balance_transaction.update", "cash_balance.update",
        "payment_intent.apply_customer_balance",
        "billhook.bank_statement.import", "billhook.bank_movement.assign", "billhook.bank_movement.dismiss",
        "billhook.bank_movement.split", "billhook.bank_movement.undo",
        "sepa_file.write", "sepa_file.download", "sepa_file.hand_over", "sepa_file.discard", "sepa_file.answer",
        "billhook.bank_csv_mapping.create", "billhook.bank_csv_mapping.delete",
        "tax_id.create", "tax_id.delete",
        "checkout_session.create", "checkout_session.update", "checkout_session.expire",
        "payment_intent.create", "payment_intent.update", "payment_intent.confirm", "payment_intent.capture",
        "payment_intent.increment", "payment_intent.verify_microdeposits", "charge.update",
        "charge.create", "charge.capture",
        "setup_intent.create", "setup_intent.update", "setup_intent.confirm", "setup_intent.verify_microdeposits",
        "token.create", "confirmation_token.create", "call.ask_again",
        "invoice_rendering_template.create", "invoice_rendering_template.update",
        "invoice_rendering_template.archive", "invoice_rendering_template.unarchive",
        "dispute.close",
        # Keys open everything in live mode.
        "api_key.create", "api_key.roll", "api_key.name", "api_key.restrict", "api_key.allow_networks",
        "api_key.end", "api_key.reveal", "api_key.sample",
    ],
    "YYY..": [
        "product.create", "product.import", "product.update", "product.delete", "price.create", "price.update",
        "plan.create", "plan.update", "plan.delete",
        "meter.create", "meter.update", "meter.deactivate", "meter.reactivate",
        "shipping_rate.create", "shipping_rate.update", "coupon.create", "coupon.update", "coupon.delete",
        "promotion_code.create", "promotion_code.update", "tax_rate.create", "tax_rate.update",
        "webhook_endpoint.create", "webhook_endpoint.update", "webhook_endpoint.delete",
        "cli_session.open",
        "webhook_endpoint.reveal_secret", "event_destination.create", "event_destination.update",
        "event_destination.enable", "event_destination.disable", "event_destination.delete",
        "event_destination.ping", "webhook_endpoint.roll_secret", "webhook_endpoint.send_test_event",
        "api_key.list", "api_key.retrieve",
        # With bodies.
        "webhook_delivery.attempts", "webhook_delivery.request",
    ],
    "TTTT.": [
        "cash_balance.fund", "confirmation_token.create_in_test", "refund.expire",
        "test_clock.create", "test_clock.advance", "test_clock.delete",
    ],
    # Sandboxes belong to test mode.
    "TTT..": [
        "billhook.sandbox.create", "billhook.sandbox.delete", "billhook.sandbox.list", "billhook.sandbox.retrieve",
    ],
    "Y....": ["account.create"],
    # Both modes share the mail server.
    "YY...": [
        "mail_return_secret.roll", "processor_account.connect", "processor_account.disconnect", "processor_account.try",
    ],
    # Of what is read, events with their deliveries and the log of requests are not for everybody.
    "YYYY.": [
        "event.retrieve", "event.list", "event.retrieve_thin", "event.list_thin", "event.of_request", "event.retry",
        "request.retrieve", "request.list",
        "webhook_endpoint.resend_failed", "webhook_delivery.resend",
        "webhook_delivery.list", "webhook_delivery.retrieve", "webhook_delivery.of_event",
    ],
}  # fmt: skip

# What pages alone ask for.
OF_PAGES = {
    "webhooks:resend": "YYYY.",
    "keys:list": "YYY..",
    "keys:write": "YYT..",
    "requests:read": "YYYY.",
    "deliveries:read": "YYYY.",
    "bodies:read": "YYY..",
    "outbox:read": "YYYYY",
    "reports:read": "YYYYY",
    "data:export": "YY...",
    "settings:read": "YYYYY",
    # Both modes share the settings, so nobody changes them for test mode alone.
    "settings:write": "YY...",
    "bank_account:write": "YY...",
    "branding:write": "YY...",
    "people:list": "YYY..",
    "people:manage": "YY...",
    "audit:read": "YY...",
    "profile:write": "YYYYY",
    "ownership:transfer": "Y....",
    "account:erase": "Y....",
    "accounts:enter": "YY...",
}

# Money leaves, comes or is owed differently after these. Issued invoices collect themselves; so do those of drafts.
MOVES_MONEY = [
    "invoices:write", "invoices:issue", "invoices:collect", "invoices:void", "invoices:write_off", "credit_notes:write",
    "refunds:write", "balances:write", "bank_statements:write", "sepa_files:write", "payments:write", "payments:cancel",
    "disputes:answer",
    "disputes:close",
    "bank_account:write", "processors:write", "subscriptions:write",
]  # fmt: skip

# Only the worker, a payer's page or another verb runs these.
FOR_NOBODY = {
    "bank_statements.BOOK", "bank_statements.HOLD_RETURN", "account_statements.PLAN", "account_statements.SEND",
    "checkout.EXPIRE_DUE", "checkout.PAY", "invoices.PAY_AWAY", "payments.BEGIN", "payments.FOLLOW",
    "payments.WITHDRAW", "checkout.PAY_AWAY", "payments.LEAD_AWAY", "payouts.RECORD", "payouts.TAKE_ITEMS",
    "setup_intents.BEGIN", "setup_intents.LEAD_AWAY", "setup_intents.WITHDRAW",
    "disputes.EXPIRE", "figures.FOLD", "ledger.SUM_UP", "invoices.ADVANCE", "invoices.COLLECT", "invoices.NOTE_OPENING",
    "invoices.MAIL_LINK", "invoices.PAY_ON_PAGE", "invoices.RECONCILE", "mail_returns.TAKE",
    "invoices.RECORD_FINALIZATION_FAILURE", "invoices.TAKE_DUE_STEPS", "payments.AUTHENTICATE", "payments.LAPSE",
    "payments.RELEASE", "payments.RELEASE_CHARGE", "portal.FORGET", "portal.USE", "setup_intents.AUTHENTICATE",
    "sandboxes.EXPIRE", "sandboxes.FORGET", "subscriptions.ADVANCE", "test_clocks.EXPIRE",
}  # fmt: skip


def _verbs() -> Iterator[tuple[str, Verb]]:
    """Every verb of every room, by its room and its name in `verbs.py`."""
    for path in sorted(SRC.glob("*/verbs.py")):
        module = importlib.import_module(f"billhook.{path.parent.name}.verbs")
        for name, value in vars(module).items():
            if isinstance(value, Verb):
                yield f"{path.parent.name}.{name}", value


ALL = dict(_verbs())
ASKED = [verb for name, verb in ALL.items() if name not in FOR_NOBODY]
EXPECTED = {name: letters for letters, names in VERBS.items() for name in names}


def letters_of(permission: str) -> str:
    """What our table says, in the letters of this page."""
    modes = {(True, True): "Y", (True, False): "T", (False, False): "."}
    asked = ((allows(role, permission, livemode=False), allows(role, permission, livemode=True)) for role in Role)
    return "".join(modes[answer] for answer in asked)


def test_the_rooms_are_all_read() -> None:
    assert len(ALL) > 130
    assert {route.verb for route in ROUTES} <= set(ASKED)


@pytest.mark.parametrize("verb", ASKED, ids=lambda verb: verb.name)
def test_each_verb_is_for_the_roles_of_its_row(verb: Verb) -> None:
    # Business data is for everybody to read, previews too. What writes and has no row here fails with a KeyError.
    reads = verb.mode in (Mode.READ, Mode.TRIAL)
    expected = EXPECTED.get(verb.name, "YYYYY") if reads else EXPECTED[verb.name]
    assert verb.needs in PERMISSIONS
    assert letters_of(verb.needs) == expected


def test_no_row_is_of_a_verb_that_is_not_there() -> None:
    assert set(EXPECTED) - {verb.name for verb in ASKED} == set()
    assert len(EXPECTED) == sum(map(len, VERBS.values()))


@pytest.mark.parametrize("permission", OF_PAGES)
def test_what_pages_alone_ask_for(permission: str) -> None:
    assert letters_of(permission) == OF_PAGES[permission]


def test_every_permission_is_of_a_verb_or_a_page() -> None:
    needed = {permission for verb in ASKED for permission in (verb.needs, *verb.also.values())}
    assert needed | set(OF_PAGES) == set(PERMISSIONS)


def test_what_only_the_worker_runs_is_refused_to_every_person() -> None:
    assert {name for name, verb in ALL.items() if not verb.needs} == FOR_NOBODY
    assert letters_of("") == "....."


@pytest.mark.parametrize("planted", ["", "invoices", "invoices:*", "invoices:erase", "INVOICES:READ"])
@pytest.mark.parametrize("role", Role)
def test_an_unknown_permission_is_refused_to_everybody(role: Role, planted: str) -> None:
    with pytest.raises(ApiError) as refused:
        insist(role, planted, livemode=False)
    assert refused.value.message == f"Your role, {role.title}, cannot do this. No role may."
    assert roles_with(planted, livemode=False) == ()


@pytest.mark.parametrize("permission", MOVES_MONEY)
def test_a_developer_moves_no_money_in_live_mode(permission: str) -> None:
    assert permission in PERMISSIONS
    assert not allows(Role.DEVELOPER, permission, livemode=True)
    assert not allows(Role.ANALYST, permission, livemode=True)


def test_in_live_mode_a_developer_writes_what_moves_no_money_alone() -> None:
    may = {name for name in PERMISSIONS if allows(Role.DEVELOPER, name, livemode=True)}
    writes = {name for name in may if not name.endswith((":read", ":list"))}
    assert writes == {"catalog:write", "webhooks:write", "webhooks:resend", "profile:write"}


def test_an_analyst_changes_nothing_but_their_profile() -> None:
    may = {name for name in PERMISSIONS if allows(Role.ANALYST, name, livemode=False)}
    assert {name for name in may if not name.endswith(":read")} == {"profile:write"}


@pytest.mark.parametrize(("role", "permission", "livemode", "told"), [
    (Role.ANALYST, "invoices:void", True, "Your role, Analyst, cannot void invoices. "
     "Ask an owner, administrator or colleague in support."),
    (Role.ANALYST, "invoices:void", False, "Your role, Analyst, cannot void invoices. "
     "Ask an owner, administrator, developer or colleague in support."),
    (Role.DEVELOPER, "invoices:write_off", True, "Your role, Developer, cannot mark invoices as uncollectible in live "
     "mode. Ask an owner or administrator."),
    (Role.ADMINISTRATOR, "ownership:transfer", True, "Your role, Administrator, cannot hand over ownership. "
     "Ask an owner."),
    (Role.OWNER, "test_helpers:write", True, "Your role, Owner, cannot use test helpers in live mode. No role may."),
])  # fmt: skip
def test_a_refusal_names_the_role_what_was_refused_and_who_may(
    role: Role, permission: str, livemode: bool, told: str
) -> None:
    with pytest.raises(ApiError) as refused:
        insist(role, permission, livemode=livemode)
    assert refused.value.status == 403
    shown = {"message": told, "type": "invalid_request_error", "code": "role_not_permitted"}
    assert refused.value.shown() == shown


def test_what_is_allowed_is_not_refused() -> None:
    insist(Role.DEVELOPER, "invoices:void", livemode=False)
    insist(Role.SUPPORT, "invoices:void", livemode=True)


def test_an_administrator_manages_everybody_but_owners() -> None:
    managed = {manager: [role for role in Role if manages(manager, role)] for manager in Role}
    assert managed[Role.OWNER] == list(Role)
    assert managed[Role.ADMINISTRATOR] == [Role.ADMINISTRATOR, Role.DEVELOPER, Role.SUPPORT, Role.ANALYST]
    assert managed[Role.DEVELOPER] == managed[Role.SUPPORT] == managed[Role.ANALYST] == []


@pytest.mark.parametrize(
    ("verb", "params"),
    [
        (CREATE, CreateCustomer.of(balance=-500)),
        (UPDATE, UpdateCustomer.of(balance=0)),
        (UPDATE, UpdateCustomer.of(cash_balance=None)),
    ],
)
def test_what_a_customer_owes_needs_more_than_the_customer(verb: Verb, params: object) -> None:
    """Support may change customers and not what they owe."""
    needed = verb.needed((params, "cus_1"))
    assert [allows(Role.SUPPORT, permission, livemode=True) for permission in needed] == [True, False]
    assert [allows(Role.ADMINISTRATOR, permission, livemode=True) for permission in needed] == [True, True]


def test_a_customer_without_a_balance_needs_no_more() -> None:
    assert UPDATE.needed((UpdateCustomer.of(name="Ada"), "cus_1")) == ("customers:write",)
