"""The accounts of the installation, for the people of the platform."""

from starlette.responses import Response

from billhook.accounts import verbs
from billhook.accounts.objects import Account
from billhook.accounts.params import CreateAccount, ListAccounts
from billhook.dashboard.choices import countries, currencies
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.paging import cursors
from billhook.dashboard.problems import Problem, problem_page
from billhook.dashboard.visiting import Done, Visit
from billhook.kernel.errors import ApiError
from billhook.wire.forms import Node

PATH = "/accounts"
_HERE = f"/dashboard{PATH}"
_FIELDS = {
    "business_profile[name]": "name", "country": "country", "default_currency": "currency", "email": "email",
}  # fmt: skip


async def show(visit: Visit) -> Response:
    """The own account, and every other one, the newest first. Only the platform has others."""
    if not visit.tenant.is_platform:
        return _nothing(visit)
    found, has_more = await visit.look(verbs.LIST_ACCOUNTS, ListAccounts.of(**cursors(visit)))
    return visit.page(
        "accounts/list.html", title="Accounts", rows=found, may_add=visit.may("accounts:write"),
        pager=_pager(visit, found, has_more=has_more),
    )  # fmt: skip


async def show_new(visit: Visit) -> Response:
    """The form for one more account."""
    return _form(visit, {}, Faults()) if visit.tenant.is_platform else _nothing(visit)


async def create(visit: Visit) -> Response:
    """Add the account and go into it."""
    if not visit.tenant.is_platform:
        return _nothing(visit)
    faults = Faults()
    typed = {name: visit.form.text(name).strip() for name in _FIELDS.values()}
    given: dict[str, Node] = {"business_profile": {"name": typed["name"]}}
    named = {"country": typed["country"], "default_currency": typed["currency"], "email": typed["email"]}
    given |= {param: text for param, text in named.items() if text}
    params = checked(CreateAccount, given, faults, _FIELDS.get)
    if params is None:
        return _form(visit, typed, faults)
    try:
        made: Account | Done = await visit.run(verbs.CREATE_ACCOUNT, params)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _FIELDS.get)
        return _form(visit, typed, faults)
    return visit.back(f"/dashboard/{made.id}", "The account is added. Its team is in Settings, its keys in Developers.")


def _form(visit: Visit, typed: dict[str, str], faults: Faults) -> Response:
    locale, settings = visit.formats.locale, visit.tenant.settings
    usual = {"country": settings.business_country, "currency": settings.default_currency}
    return visit.page(
        "accounts/new.html", title="Add account", status=422 if faults else 200,
        form={"name": "", "email": ""} | usual | typed, faults=faults, countries=countries(locale),
        currencies=currencies(locale), away=_HERE,
    )  # fmt: skip


def _nothing(visit: Visit) -> Response:
    return problem_page(visit.parts, Problem.NOT_FOUND, visit)


def _pager(visit: Visit, found: list[Account], *, has_more: bool) -> tuple[str, str]:
    """The addresses of newer and of older accounts; empty where there are none."""
    before, after = visit.asked("before"), visit.asked("after")
    newer = f"{_HERE}?before={found[0].id}" if found and (has_more if before else after) else ""
    older = f"{_HERE}?after={found[-1].id}" if found and (before or has_more) else ""
    return newer, older
