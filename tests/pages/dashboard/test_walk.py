"""Every page of the Dashboard × every role × every mode, another account's ids, and forms filled with rubbish.

The table says by hand who may open and send what (dashboard.md §4.8); a page without a row fails the test.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from tests.conftest import Server
from tests.nightly import some
from tests.pages.dashboard.samples import address_of, sampled
from tests.pages.dashboard.signed_in import EMAIL, Seen, Visitor, owner_of, person_as, sign_in
from tests.stories.psql import query

from billhook.dashboard.routes import ROUTES
from billhook.dashboard.routing import PageRoute

# A letter for each role: owner, administrator, developer, support, analyst.
# Y: in both modes. T: in test mode only. A dot: never.
ROLES = ("owner", "administrator", "developer", "support", "analyst")
MAY = {
    "YYYYY": """
        / /search /commands /pick/customers /pick/products
        /invoices /invoices/export.csv /invoices/columns /invoices/pdfs.zip
        /invoices/bulk /invoices/bulk/start /invoices/bulk/{run}
        /invoices/{invoice}/mails/{mail}/papers/{paper}
        /invoices/{invoice} /invoices/{invoice}/preview/{look} /invoices/{invoice}/raw
        /subscriptions /subscriptions/export.csv /subscriptions/{subscription} /subscriptions/{subscription}/raw
        /customers /customers/{customer} /customers/{customer}/raw /customers/{customer}/balance
        /products /products/{product} /products/{product}/raw /coupons /coupons/{coupon} /coupons/{coupon}/raw
        /promotion-codes /promotion-codes/{code} /promotion-codes/{code}/raw
        /tax-rates /tax-rates/{rate} /tax-rates/{rate}/raw
        /shipping-rates /shipping-rates/{shipping_rate} /shipping-rates/{shipping_rate}/raw
        /payments /payments/{intent} /payments/{intent}/raw /refunds
        /calls /payouts /payouts/{payout} /payouts/{payout}/raw /payouts/export.csv
        /disputes /disputes/{dispute} /disputes/{dispute}/raw /disputes/{dispute}/files/{kind}
        /credit-notes /credit-notes/{note} /credit-notes/{note}/raw /balance
        /customers/{customer}/statement /customers/{customer}/statement/export.csv
        /customers/{customer}/statement/{currency}/paper
        /customers/export.csv /products/export.csv /coupons/export.csv /payments/export.csv /refunds/export.csv
        /bank-statements /bank-statements/{statement} /unmatched-money /unmatched-money/{movement}
        /sepa-files /sepa-files/{batch}
        /credit-notes/export.csv /disputes/export.csv /balance/export.csv
        /reports /reports/{report} /reports/{report}/export.csv
        /developers /developers/webhooks /developers/webhooks/{endpoint}
        /developers/outbox /developers/outbox/export.csv /developers/outbox/{mail} /developers/outbox/{mail}/body
        /developers/test-clocks /developers/test-clocks/{clock} /developers/test-clocks/{clock}/raw
        /settings /settings/{group} /settings/mails/samples /settings/mails/samples/body
        /settings/processor
        /settings/tax/registrations /start/ready /start/{step} /sign-out
        /settings/templates /settings/templates/preview
        /settings/templates/{template} /settings/templates/{template}/raw
        /me /me/theme /me/single-keys /me/confirm /me/password
        /me/authenticator /me/authenticator/code /me/authenticator/remove
        /me/recovery-codes /me/passkeys /me/passkeys/options /me/passkeys/{passkey}/remove /me/sign-out-everywhere
        /me/sessions/{session}/end
    """,
    "YYTY.": """
        /invoices/new /invoices/{invoice}/edit /invoices/{invoice}/paste /invoices/{invoice}/review
        /invoices/{invoice}/credit /invoices/{invoice}/record-payment /invoices/{invoice}/note
        /invoices/{invoice}/exemptions/{exemption} /customers/{customer}/exemptions/{exemption}
        /invoices/{invoice}/mails/{mail}/send-again /invoices/{invoice}/send /invoices/{invoice}/{verb}
        /subscriptions/new /subscriptions/{subscription}/change /subscriptions/{subscription}/cancel
        /subscriptions/{subscription}/keep /subscriptions/{subscription}/end-trial
        /customers/new /customers/{customer}/edit /customers/{customer}/tax-ids/new
        /customers/{customer}/allow-mails /developers/outbox/{mail}/allow
        /customers/{customer}/invoice-pending /customers/{customer}/portal-link
        /customers/{customer}/portal-mail
        /customers/{customer}/mail-copies /customers/{customer}/mails/{mail}/send-again
        /customers/{customer}/tax-ids/{tax_id}/delete
        /payments/{intent}/refund /payments/{intent}/cancel /payments/{intent}/receipt /credit-notes/{note}/void
        /disputes/{dispute}/evidence /disputes/{dispute}/files /disputes/{dispute}/submit
    """,
    "YYT..": """
        /settings/templates/new /settings/templates/{template}/archive /settings/templates/{template}/restore
        /customers/import /customers/{customer}/merge /customers/{customer}/delete
        /payments/{intent}/capture /calls/{call}/ask-again /disputes/{dispute}/accept
        /bank-statements/csv /unmatched-money/{movement}/assign /unmatched-money/{movement}/split
        /sepa-files/make /sepa-files/{batch}/download /sepa-files/{batch}/hand-over /sepa-files/{batch}/discard
        /unmatched-money/{movement}/undo /unmatched-money/{movement}/dismiss
        /developers/keys/new /developers/keys/{id}/reveal /developers/keys/{id}/roll /developers/keys/{id}/name
        /developers/keys/{id}/end /developers/keys/new-restricted /developers/keys/{id}/permissions
        /developers/keys/{id}/networks
    """,
    "YYY..": """
        /products/import /products/new /products/{product}/edit /products/{product}/archive /products/{product}/restore
        /products/{product}/prices/new /products/{product}/prices/{price}/{act}
        /coupons/new /coupons/{coupon}/edit /coupons/{coupon}/delete /promotion-codes/new /promotion-codes/{code}/{act}
        /tax-rates/new /tax-rates/{rate}/edit /tax-rates/{rate}/{act}
        /shipping-rates/new /shipping-rates/{shipping_rate}/{act}
        /developers/keys /developers/webhooks/new /developers/webhooks/{endpoint}/edit
        /developers/webhooks/{endpoint}/secret /developers/webhooks/{endpoint}/test-event
        /developers/webhooks/{endpoint}/roll-secret /developers/webhooks/{endpoint}/{verb}
        /settings/team /settings/team/{person}
    """,
    "YYYY.": """
        /developers/webhooks/{endpoint}/deliveries/{event} /developers/webhooks/{endpoint}/deliveries/{event}/resend
        /developers/events /developers/events/{event} /developers/logs /developers/logs/{request}
    """,
    "TTTT.": """
        /developers/test-clocks/new /developers/test-clocks/{clock}/advance /developers/test-clocks/{clock}/delete
    """,
    "TTT..": """
        /developers/sandboxes /developers/sandboxes/new /developers/sandboxes/{sandbox}
        /developers/sandboxes/{sandbox}/delete
    """,
    "YY...": """
        /settings/processor/{processor}/connect /settings/processor/{processor}/try
        /settings/processor/{processor}/disconnect
        /settings/branding/logo /settings/branding/logo/remove /settings/branding/icon /settings/branding/icon/remove
        /settings/data /settings/data/export /settings/tax/registrations/end
        /settings/audit /settings/audit.csv /settings/mails/test /settings/mails/returns /settings/numbering/next
        /settings/team/invite /settings/team/{person}/role
        /settings/team/{person}/link /settings/team/{person}/deactivate /settings/team/{person}/reactivate
        /settings/team/{person}/reset-factors /settings/team/{person}/invite-again /settings/team/{person}/withdraw
        /accounts
    """,
    "Y....": "/settings/team/{person}/hand-over /accounts/new",
}
OPENS = {path: roles for roles, paths in MAY.items() for path in paths.split()}
# Where looking is for more people than sending.
SENDS = {
    "/bank-statements": "YYT..",
    "/sepa-files": "YYT..",
    "/customers/{customer}/balance": "YYT..",
    "/settings/{group}": "YY...",
    "/settings/mails/samples": "YY...",
    "/settings/tax/registrations": "YY...",
    "/settings/templates/{template}": "YYT..",
    "/start/{step}": "YY...",
}
# Verbs that share an address with others: what each needs.
VERBS = {
    "/invoices/{invoice}/{verb}": {
        "finalize": "YYTY.", "send": "YYTY.", "charge": "YYTY.", "duplicate": "YYTY.", "revise": "YYTY.",
        "void": "YYTY.", "delete": "YYTY.",
        "mark-uncollectible": "YYT..",
    },
    "/developers/webhooks/{endpoint}/{verb}": {
        "disable": "YYY..", "enable": "YYY..", "delete": "YYY..", "resend-failed": "YYYY.",
    },
}  # fmt: skip
WRITTEN = "SELECT count(*) AS entries FROM audit_log"
NO_OBJECTS = {"group", "step", "verb", "act", "look", "report", "kind", "currency", "exemption", "processor"}
PICTURES = tuple(f"/settings/branding/{slug}{verb}" for slug in ("logo", "icon") for verb in ("", "/remove"))
LEADS_ON = (
    "/settings",
    "/settings/mails/test",
    "/settings/numbering/next",
    "/settings/tax/registrations/end",
    "/me/authenticator/code",
    "/calls/{call}/ask-again",
    "/sepa-files/make",
    "/sepa-files/{batch}/download",
    "/settings/processor/{processor}/try",
    # In test mode no account is connected.
    "/settings/processor/{processor}/disconnect",
    *PICTURES,
)
# Without a file these are no forms at all.
UPLOADS = tuple(route.path for route in ROUTES if route.uploads)
# Only the first account has others.
OF_PLATFORM = ("/accounts", "/accounts/new")
OWN = ("/me/passkeys/{passkey}/remove", "/me/sessions/{session}/end")


@pytest.fixture(scope="module")
def samples(server: Server) -> Iterator[dict[str, str]]:
    with sampled(server) as found:
        yield found


@pytest.fixture(scope="module", params=ROLES)
def someone(request: pytest.FixtureRequest, server: Server) -> tuple[str, Visitor]:
    """Somebody of each role, who signed in a moment ago."""
    role = request.param
    return role, owner_of(server) if role == "owner" else person_as(server, role)


def asked(table: Callable[[str], str]) -> Iterator[tuple[PageRoute, dict[str, str], str]]:
    """Every page, and each verb of those that have several, with who may."""
    for route in ROUTES:
        verbs = VERBS.get(route.path, {})
        for verb, roles in verbs.items():
            yield route, {"verb": verb}, roles
        if not verbs:
            yield route, {}, table(route.path)


def opening(path: str) -> str:
    return OPENS[path]


def sending(path: str) -> str:
    return SENDS.get(path, OPENS[path])


def names_objects(route: PageRoute) -> bool:
    return bool(set(re.findall(r"\{(\w+)\}", route.path)) - NO_OBJECTS)


def sent(visitor: Visitor, route: PageRoute, address: str, token: str) -> Seen:
    """An empty form, of the kind that the route reads."""
    if route.uploads:
        return visitor.upload(address, [("csrf", token)])
    return visitor.post(address, {"csrf": token})


def may(roles: str, role: str, mode: str = "test") -> bool:
    return roles[ROLES.index(role)] in ("Y" if mode == "live" else "YT")


def test_the_table_names_every_page_and_no_other() -> None:
    assert set(OPENS) == {route.path for route in ROUTES}


def test_pages_open_for_whom_the_table_says(someone: tuple[str, Visitor], samples: dict[str, str]) -> None:
    role, visitor = someone
    wrong = []
    # By day every page is opened by half of the roles.
    for route, verb, roles in some(asked(opening), 2, turn=ROLES.index(role)):
        if route.show is None:
            continue
        expected = 403 if not may(roles, role) else 303 if route.path in LEADS_ON else 200
        if route.path in OWN and role != "owner":
            expected = 404
        seen = visitor.get(address_of(route, samples, **verb))
        if seen.status != expected:
            wrong.append((route.path, verb, seen.status, expected))
    assert not wrong


def test_forms_are_refused_to_whom_the_table_says(
    server: Server, someone: tuple[str, Visitor], samples: dict[str, str]
) -> None:
    role, visitor = someone
    token = visitor.get("/").value("csrf")
    before = query(server, WRITTEN)
    wrong = []
    for route, verb, roles in asked(sending):
        if route.act is None or may(roles, role):
            continue
        seen = visitor.post(address_of(route, samples, **verb), {"csrf": token})
        if seen.status != 403:
            wrong.append((route.path, verb, seen.status))
    assert not wrong
    assert query(server, WRITTEN) == before


def test_objects_of_test_mode_are_not_there_in_live_mode(
    server: Server, someone: tuple[str, Visitor], samples: dict[str, str]
) -> None:
    role, visitor = someone
    token = visitor.get("/").value("csrf")
    before = query(server, WRITTEN)
    wrong = []
    # By day some two roles look for each object.
    for route, verb, roles in some(asked(sending), 3, turn=ROLES.index(role)):
        if route.outside or not names_objects(route):
            continue
        address = address_of(route, samples, **verb).replace("/dashboard/test", "/dashboard/live", 1)
        # Whoever may not do it at all can be told either: nothing is there, or not for you.
        expected = {404} if may(roles, role, "live") else {403, 404}
        statuses = {visitor.get(address).status} if route.show is not None else set()
        if route.act is not None:
            statuses.add(sent(visitor, route, address, token).status)
        if not statuses <= expected:
            wrong.append((route.path, verb, statuses))
    assert not wrong
    assert query(server, WRITTEN) == before


def test_no_form_is_taken_without_its_token(server: Server, samples: dict[str, str]) -> None:
    owner = owner_of(server)
    before = query(server, WRITTEN)
    wrong = []
    for route, verb, _ in asked(sending):
        if route.act is None:
            continue
        for fields in ({}, {"csrf": "0" * 64}):
            seen = owner.post(address_of(route, samples, **verb), fields)
            if seen.status != (400 if route.path in UPLOADS else 403):
                wrong.append((route.path, verb, seen.status))
    assert not wrong
    assert query(server, WRITTEN) == before


@pytest.fixture(scope="module")
def stranger(server: Server) -> Iterator[Visitor]:
    """The owner of another account on the same server."""
    owner_of(server)
    query(server, "INSERT INTO accounts (id, created) VALUES ('acct_stranger', 9999999999) ON CONFLICT DO NOTHING")
    query(server, "INSERT INTO tenants (account, livemode) VALUES ('acct_stranger', false), ('acct_stranger', true)")
    query(
        server,
        "INSERT INTO people (id, account, created, name, email, role, status, password, theme) "
        "SELECT 'per_1stranger', 'acct_stranger', created, 'Stranger', 'stranger@example.com', 'owner', 'active', "
        "password, theme FROM people WHERE email = $1 ON CONFLICT DO NOTHING",
        EMAIL,
    )
    yield sign_in(server, "stranger@example.com")
    query(server, "UPDATE people SET status = 'deactivated' WHERE id = 'per_1stranger'")


def test_objects_of_an_account_are_not_there_for_another(
    server: Server, stranger: Visitor, samples: dict[str, str]
) -> None:
    token = stranger.get("/").value("csrf")
    before = query(server, WRITTEN)
    wrong = []
    for route, verb, _ in asked(opening):
        address = address_of(route, samples, **verb)
        is_hidden = names_objects(route) or route.path in OF_PLATFORM
        expected = 404 if is_hidden else 303 if route.path in LEADS_ON else 200
        if route.show is not None and (seen := stranger.get(address)).status != expected:
            wrong.append(("GET", route.path, verb, seen.status))
        if (
            route.act is not None
            and names_objects(route)
            and (seen := sent(stranger, route, address, token)).status != 404
        ):
            wrong.append(("POST", route.path, verb, seen.status))
    assert not wrong
    assert query(server, WRITTEN) == before


def test_lists_of_another_account_say_nothing_of_this_one(stranger: Visitor, samples: dict[str, str]) -> None:
    for route in ROUTES:
        if route.show is None or names_objects(route) or route.path in ("/pick/customers", "/search", "/commands"):
            continue
        content = stranger.get(address_of(route, samples)).content.decode("utf-8", "replace")
        told = [name for name, found in samples.items() if name not in NO_OBJECTS and found in content]
        assert (route.path, told) == (route.path, [])
    for found in (samples["customer"], samples["invoice"], "jenny@example.com", "Jenny"):
        for path in ("/search", "/commands", "/pick/customers"):
            assert "Jenny Rosen" not in stranger.get(f"{path}?q={found}").page.text
