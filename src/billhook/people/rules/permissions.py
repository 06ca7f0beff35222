"""The table permission × role: the one place that says what people may do.

A verb names the permission that it needs (`db/verbs.py`), and the executor asks for it before anything else. Some
permissions belong to pages alone. What the table does not name is refused to everybody. `docs/guide/people.md` prints
the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from billhook.kernel import errors
from billhook.people.rules.roles import Role


class When(Enum):
    """In which modes a role has a permission."""

    ALWAYS = "always"
    IN_TEST = "test mode only"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Permission:
    """A row of the table: its name, what it lets people do (as it follows "cannot"), and when each role has it."""

    name: str
    does: str
    roles: Mapping[Role, When]


_A, _T, _N = When.ALWAYS, When.IN_TEST, When.NEVER


def _row(name: str, does: str, *when: When) -> Permission:
    """A row; `when` is in the order of the roles."""
    return Permission(name, does, dict(zip(Role, when, strict=True)))


READING = {
    "bank_statements:read": "bank statements",
    "cash_balances:read": "cash balances",
    "catalog:read": "products, prices, meters, shipping rates",
    "credit_notes:read": "credit notes",
    "customers:read": "customers",
    "discounts:read": "coupons, promotion codes",
    "disputes:read": "disputes",
    "files:read": "files and their links",
    "invoices:read": "invoices",
    "ledger:read": "the balance",
    "payment_methods:read": "payment methods",
    "payments:read": "payments",
    "payouts:read": "payouts",
    "rendering_templates:read": "invoice templates",
    "setup_intents:read": "setup intents",
    "subscriptions:read": "subscriptions",
    "tax:read": "tax rates",
    "test_clocks:read": "test clocks",
    "webhooks:read": "webhook endpoints",
}
"""What every role may read, and the business data that each permission opens."""

# fmt: off
_ROWS = (
    # Owner, administrator, developer, support, analyst.
    _row("invoices:write", "create, change or delete drafts and their items",                     _A, _A, _T, _A, _N),
    _row("subscriptions:write", "create, change or cancel subscriptions, or report usage",        _A, _A, _T, _A, _N),
    _row("invoices:issue", "finalize or send invoices",                                           _A, _A, _T, _A, _N),
    _row("invoices:collect", "charge invoices or record their payments",                          _A, _A, _T, _A, _N),
    _row("invoices:void", "void invoices",                                                        _A, _A, _T, _A, _N),
    _row("invoices:write_off", "mark invoices as uncollectible",                                  _A, _A, _T, _N, _N),
    _row("credit_notes:write", "create, change or void credit notes",                             _A, _A, _T, _A, _N),
    _row("refunds:write", "create, change or cancel refunds",                                     _A, _A, _T, _A, _N),
    _row("customers:write", "create or change customers, their tax ids or payment methods",       _A, _A, _T, _A, _N),
    _row("customers:delete", "delete, merge or import customers",                                 _A, _A, _T, _N, _N),
    _row("balances:write", "change or apply balances of customers",                               _A, _A, _T, _N, _N),
    _row("bank_statements:write", "import bank statements or assign their movements",             _A, _A, _T, _N, _N),
    _row("sepa_files:write", "make, download, hand over or discard SEPA files",                   _A, _A, _T, _N, _N),
    _row("catalog:write", "change products, prices, meters, coupons, codes or tax rates",          _A, _A, _A, _N, _N),
    _row("rendering_templates:write", "create, change or archive invoice templates",              _A, _A, _T, _N, _N),
    _row("tax_registrations:write", "change tax ids or tax registrations of the account",         _A, _A, _T, _N, _N),
    _row("payments:write", "create, change or confirm payment intents or setup intents",          _A, _A, _T, _N, _N),
    _row("payments:cancel", "cancel payment intents or setup intents",                            _A, _A, _T, _A, _N),
    _row("disputes:answer", "answer disputes",                                                    _A, _A, _T, _A, _N),
    _row("disputes:close", "close disputes",                                                      _A, _A, _T, _N, _N),
    _row("files:write", "upload files or make links to them",                                     _A, _A, _T, _A, _N),
    _row("test_helpers:write", "use test helpers",                                                _T, _T, _T, _T, _N),
    _row("webhooks:write", "create, change, test or delete webhook endpoints",                    _A, _A, _A, _N, _N),
    _row("webhooks:resend", "resend webhooks",                                                    _A, _A, _A, _A, _N),
    _row("keys:list", "list API keys",                                                            _A, _A, _A, _N, _N),
    _row("keys:write", "reveal, create, roll or name API keys",                                   _A, _A, _T, _N, _N),
    _row("sandboxes:read", "list sandboxes or read their keys",                                   _T, _T, _T, _N, _N),
    _row("sandboxes:write", "make or delete sandboxes",                                           _T, _T, _T, _N, _N),
    _row("events:read", "read events",                                                            _A, _A, _A, _A, _N),
    _row("requests:read", "read the log of requests",                                             _A, _A, _A, _A, _N),
    _row("deliveries:read", "read deliveries of webhooks",                                        _A, _A, _A, _A, _N),
    _row("bodies:read", "read the bodies of requests or deliveries",                              _A, _A, _A, _N, _N),
    _row("outbox:read", "read mails",                                                             _A, _A, _A, _A, _A),
    _row("mail:resend", "resend mails",                                                           _A, _A, _T, _A, _N),
    _row("mail:allow", "allow mails to suppressed addresses",                                     _A, _A, _T, _A, _N),
    _row("reports:read", "read reports or export a list",                                         _A, _A, _A, _A, _A),
    _row("data:export", "export all data",                                                        _A, _A, _N, _N, _N),
    _row("settings:read", "read settings",                                                        _A, _A, _A, _A, _A),
    _row("settings:write", "change settings",                                                     _A, _A, _N, _N, _N),
    _row("bank_account:write", "change the bank account of the account",                          _A, _A, _N, _N, _N),
    _row("processors:write", "connect, try or disconnect processors",                             _A, _A, _N, _N, _N),
    _row("branding:write", "change the logo or the icon",                                         _A, _A, _N, _N, _N),
    _row("people:list", "list people",                                                            _A, _A, _A, _N, _N),
    _row("people:manage", "invite or deactivate people, change their roles or reset their factors", _A, _A, _N, _N, _N),
    _row("audit:read", "read or export the audit log",                                            _A, _A, _N, _N, _N),
    _row("profile:write", "change their own profile, sessions or factors",                        _A, _A, _A, _A, _A),
    _row("ownership:transfer", "hand over ownership",                                             _A, _N, _N, _N, _N),
    _row("accounts:enter", "enter other accounts of the installation",                            _A, _A, _N, _N, _N),
    _row("accounts:write", "add accounts",                                                        _A, _N, _N, _N, _N),
    _row("account:erase", "erase the account",                                                    _A, _N, _N, _N, _N),
)
# fmt: on

PERMISSIONS: Mapping[str, Permission] = {
    row.name: row for row in (*(_row(name, f"read {what}", *[_A] * 5) for name, what in READING.items()), *_ROWS)
}
"""Every permission by its name."""


def allows(role: Role, permission: str, *, livemode: bool) -> bool:
    """Whether the role has the permission in this mode. Nobody has a permission that the table does not name."""
    row = PERMISSIONS.get(permission)
    if row is None:
        return False
    return row.roles[role] is When.ALWAYS or (row.roles[role] is When.IN_TEST and not livemode)


def roles_with(permission: str, *, livemode: bool) -> tuple[Role, ...]:
    """The roles that have the permission in this mode, owners first."""
    return tuple(role for role in Role if allows(role, permission, livemode=livemode))


def insist(role: Role, permission: str, *, livemode: bool) -> None:
    """Raises ROLE_NOT_PERMITTED if the role does not have the permission in this mode."""
    if allows(role, permission, livemode=livemode):
        return
    row = PERMISSIONS.get(permission)
    what = row.does if row is not None else "do this"
    if row is not None and row.roles[role] is When.IN_TEST:
        what += " in live mode"
    raise errors.ROLE_NOT_PERMITTED(role=role.title, what=what, ask=_whom_to_ask(permission, livemode=livemode))


def _whom_to_ask(permission: str, *, livemode: bool) -> str:
    nouns = [role.noun for role in roles_with(permission, livemode=livemode)]
    if not nouns:
        return "No role may."
    *others, last = nouns
    return f"Ask an {', '.join(others)} or {last}." if others else f"Ask an {last}."
