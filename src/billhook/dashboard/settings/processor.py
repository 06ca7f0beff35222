"""The processors of an account: which one each mode has, whether its key works and its news come, and the way to
connect one or to disconnect it. No key is shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from billhook.dashboard.asking import Place, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.settings.framing import PROCESSOR, framed
from billhook.dashboard.settings.processor_words import KEY_HINTS, NEWS_TYPES, offered
from billhook.dashboard.visiting import Visit
from billhook.db.tenants import Tenant
from billhook.kernel import errors
from billhook.processor_accounts import verbs
from billhook.processor_accounts.actions.connect import connect, has_news, is_one_line, news_url
from billhook.processor_accounts.actions.disconnect import disconnect
from billhook.processor_accounts.actions.try_key import try_key
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import Safe, SecretsLocked, safe_of
from billhook.processors.connecting import Connectable, KeyUnusable
from billhook.processors.http import BaseUnusable
from billhook.processors.interface import ProcessorSilent
from billhook.processors.known import CONNECTABLE, OFFERS, TEST, name_of
from billhook.processors.offers import NOTHING
from billhook.processors.sepa_files import NAME as SEPA_FILES

KEY, SECRET = "secret_key", "news_secret"
"""The fields of the form; their names say that they are never kept."""

_ONE_LINE = "This has to be one line of letters, digits and signs."
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A processor as the page shows it; `account` is None if it is not connected in this mode.

    `is_asked`: new payments are asked of it. `hears`: its news can come in. `to_set_up` is the address for a webhook
    endpoint that has to be made by hand, with the types of `news_types`.
    """

    name: str
    label: str
    offers: list[str]
    address: str
    account: ProcessorAccount | None = None
    is_asked: bool = False
    hears: bool = False
    to_set_up: str = ""
    news_types: tuple[str, ...] = ()


async def show(visit: Visit) -> Response:
    """Which processor each mode has, and everything about those of this mode."""
    return await _page(visit)


async def _page(visit: Visit, sentence: str = "") -> Response:
    """The page; `sentence` says what was tried in vain."""
    accounts = {account.processor: account for account in await visit.look(verbs.LIST)}
    other = await visit.parts.directory.other_mode(visit.tenant)
    shown = [_shown(visit, there, accounts.get(name)) for name, there in CONNECTABLE.items()]
    return framed(
        visit,
        "settings/processor.html",
        here="processor",
        status=422 if sentence else 200,
        title="Processor",
        sentence=sentence,
        shown=sorted(shown, key=lambda one: (not one.is_asked, one.account is None)),
        modes=[_mode(tenant) for tenant in (visit.tenant, other) if tenant is not None],
        may_change=visit.may("processors:write"),
        is_sealed=visit.parts.settings.sealing_key is not None,
    )


def _shown(visit: Visit, there: Connectable, account: ProcessorAccount | None) -> Shown:
    offers = offered(OFFERS.get(there.name, NOTHING))
    address = visit.to(f"{PROCESSOR}/{there.name}")
    if account is None:
        return Shown(there.name, there.label, offers, address)
    by_hand = there.signs_news and account.endpoint is None and visit.may("processors:write")
    return Shown(
        there.name,
        there.label,
        offers,
        address,
        account,
        is_asked=name_of(visit.tenant) == there.name,
        hears=has_news(visit.tenant, there, account, there.base_of(visit.parts.settings)),
        to_set_up=news_url(visit.tenant, account) if by_hand else "",
        news_types=NEWS_TYPES.get(there.name, ()) if by_hand else (),
    )


_OTHERS = {TEST: "The test processor", SEPA_FILES: "SEPA files, by `billhook sepa`"}
"""Who is connected by no form of this page."""


def _mode(tenant: Tenant) -> tuple[str, str]:
    """A mode, and who is asked of its new payments."""
    name = name_of(tenant)
    label = CONNECTABLE[name].label if name in CONNECTABLE else _OTHERS.get(name or "", name)
    return "Live mode" if tenant.livemode else "Test mode", label or "None: nobody can pay online"


# ── Connecting ──────────────────────────────────────────────────────────────────────────────────
async def show_connect(visit: Visit) -> Response:
    """The form for a key."""
    return await _form(visit, _there(visit))


async def act_connect(visit: Visit) -> Response:
    """Check the key and store it, or say at its field what is wrong. What was typed is not shown again."""
    there = _there(visit)
    visit.insist(verbs.CONNECT, there.name)
    key, secret = visit.form.text(KEY), visit.form.text(SECRET) if there.signs_news else ""
    wrong = {name: _ONE_LINE for name, text in ((KEY, key), (SECRET, secret)) if text and not is_one_line(text)}
    account = await _account(visit, there)
    if not key and account is None:
        wrong[KEY] = "Fill this in."
    if wrong:
        return await _form(visit, there, wrong)

    async def keep(new: ProcessorAccount) -> None:
        await visit.run(verbs.CONNECT, there.name, new)

    try:
        safe = safe_of(visit.parts.settings)
        await connect(
            visit.parts.executor.transactions, visit.tenant, safe, there, key or _stored_key(visit, safe, account),
            base=there.base_of(visit.parts.settings), keep=keep, secret=secret or None,
            asked_as=visit.form.text("key")[:64] or None,
        )  # fmt: skip
    except (KeyUnusable, SecretsLocked) as error:
        return await _form(visit, there, {KEY: _sentence(str(error))})
    except (ProcessorSilent, BaseUnusable) as silence:
        sentence = f"{there.label} does not answer as it should ({silence}). Nothing is stored; try again later."
        return await _form(visit, there, sentence=sentence)
    return visit.back(visit.to(PROCESSOR), f"{there.label} is connected in {visit.mode} mode.")


def _stored_key(visit: Visit, safe: Safe, account: ProcessorAccount | None) -> str:
    """The key that is stored, if only the secret for news was typed. Raises SecretsLocked."""
    assert account is not None
    return opened_key(safe, visit.tenant, account)


async def _form(
    visit: Visit, there: Connectable, wrong: Mapping[str, str] = _NOTHING, *, sentence: str = ""
) -> Response:  # fmt: skip
    account = await _account(visit, there)
    return framed(
        visit,
        "settings/processor_connect.html",
        here="processor",
        status=422 if wrong or sentence else 200,
        title=f"Change the key of {there.label}" if account is not None else f"Connect {there.label}",
        there=there,
        account=account,
        wrong=wrong,
        sentence=sentence,
        hint=KEY_HINTS.get(there.name, ""),
        is_sealed=visit.parts.settings.sealing_key is not None,
    )


# ── Trying the key ──────────────────────────────────────────────────────────────────────────────
async def lead_back(visit: Visit) -> Response:
    """The page that has the button."""
    _there(visit)
    return visit.back(visit.to(PROCESSOR))


async def act_try(visit: Visit) -> Response:
    """Try each right of the key, and write down what is wrong with it."""
    there = _there(visit)
    visit.insist(verbs.NOTE_PROBLEM, there.name)
    account = await _account(visit, there)
    if account is None:
        return visit.back(visit.to(PROCESSOR), f"{there.label} is not connected.")
    tried = await try_key(visit.parts.settings, visit.tenant, there, account)
    if not tried.is_silent:
        await visit.run(verbs.NOTE_PROBLEM, there.name, tried.problem)
    if tried.problem is not None:
        return await _page(visit, _sentence(tried.problem))
    return visit.back(
        visit.to(PROCESSOR), f"{there.label} takes the key, and the key may read all that it has to."
    )  # fmt: skip


# ── Disconnecting ───────────────────────────────────────────────────────────────────────────────
async def ask_disconnect(visit: Visit) -> Response:
    """Say what it means to disconnect it."""
    there = _there(visit)
    account = await _account(visit, there)
    if account is None:
        return visit.back(visit.to(PROCESSOR), f"{there.label} is not connected.")
    crumbs = ((visit.to(PROCESSOR), "Processor"),)
    return ask_page(visit, Place("settings", crumbs, visit.to(PROCESSOR)), _parting(visit, there, account))


async def act_disconnect(visit: Visit) -> Response:
    """Close the endpoint there and forget the key."""
    there = _there(visit)
    visit.insist(verbs.DISCONNECT, there.name)
    try:
        safe = safe_of(visit.parts.settings)
    except SecretsLocked:
        safe = None

    async def forgotten() -> None:
        await visit.run(verbs.DISCONNECT, there.name)

    transactions, base = visit.parts.executor.transactions, there.base_of(visit.parts.settings)
    is_closed = await disconnect(transactions, visit.tenant, safe, there, base=base, forgotten=forgotten)
    told = f"{there.label} is disconnected in {visit.mode} mode."
    if is_closed is False:
        told += f" Its webhook endpoint could not be closed: delete it at {there.label}."
    return visit.back(visit.to(PROCESSOR), told)


def _parting(visit: Visit, there: Connectable, account: ProcessorAccount) -> Confirmation:
    is_asked = visit.tenant.processor == there.name
    without = "Nobody can pay online until you connect a processor, also one that was connected before."
    if not visit.tenant.livemode:
        without = "New payments are asked of the test processor again."
    closed = f", and its webhook endpoint at {there.label} is deleted" if account.endpoint is not None else ""
    return Confirmation(
        heading=f"Disconnect {there.label} in {visit.mode} mode?",
        sentences=(
            f"The key …{account.ending} is forgotten{closed}.",
            *([without] if is_asked else []),
            f"Methods that customers kept at {there.label} are charged no more. What is paid on a page that is still "
            "open there is not seen here until you connect it again.",
            f"Calls that wait for {there.label} get no answer: refunds of its payments stay pending until you connect "
            "it again.",
        ),
        button=f"Disconnect {there.label}",
        notice=f"{there.label} is disconnected.",
        is_danger=True,
    )  # fmt: skip


def _there(visit: Visit) -> Connectable:
    """The processor that the address names. Raises NO_SUCH_PATH."""
    found = CONNECTABLE.get(visit.named("processor"))
    if found is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.named("processor"))
    return found


async def _account(visit: Visit, there: Connectable) -> ProcessorAccount | None:
    accounts: list[Any] = await visit.look(verbs.LIST)
    return next((one for one in accounts if one.processor == there.name), None)


def _sentence(words: str) -> str:
    """Words of an error as a sentence."""
    return f"{words[:1].upper()}{words[1:]}."
