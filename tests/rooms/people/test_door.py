"""The executor asks who may run a verb before anything else, whoever calls it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.payments.beside import Bank, Beside, beside, run

from billhook.customers import verbs as customers
from billhook.customers.params import CreateCustomer
from billhook.db.cause import Cause
from billhook.db.executor import Acting
from billhook.db.verbs import Verb
from billhook.events import verbs as events
from billhook.events.params import ListEvents
from billhook.invoices import verbs as invoices
from billhook.kernel.errors import ApiError
from billhook.people.rules.permissions import insist
from billhook.people.rules.roles import Role
from billhook.subscriptions import verbs as subscriptions
from billhook.subscriptions.preview_params import PreviewInvoice


@dataclass(slots=True)
class Somebody(Acting):
    """A caller with a role."""

    role: Role = Role.ANALYST

    def permit(self, verb: Verb, arguments: Sequence[Any]) -> None:
        for permission in verb.needed(arguments):
            insist(self.role, permission, livemode=self.tenant.livemode)


async def somebody(other: Beside, server: Server, role: Role) -> Somebody:
    directory = other.api.directory
    tenant = (await directory.principal(server.key)).tenant
    return Somebody(directory, tenant, Cause(), role)  # type: ignore[arg-type]


def asked(server: Server, role: Role, verb: Verb, *arguments: Any) -> Any:
    """What the executor makes of a verb for somebody with a role, in test mode."""

    async def ask() -> Any:
        async with beside(server, Bank()) as other:
            caller = await somebody(other, server, role)
            executor = other.api.executor
            act = executor.read if verb.mode.value == "read" else executor.run
            return await act(verb, caller, *arguments)

    return run(ask())


NAMED = CreateCustomer.of(name="From the door")


def test_a_change_is_refused_and_nothing_stays(server: Server, shop: Shop) -> None:
    newest = [customer.id for customer in shop.client.v1.customers.list().data]
    with pytest.raises(ApiError, match="Your role, Analyst, cannot create or change customers") as refused:
        asked(server, Role.ANALYST, customers.CREATE, NAMED)
    assert refused.value.status == 403
    assert [customer.id for customer in shop.client.v1.customers.list().data] == newest


def test_who_may_does(server: Server, shop: Shop) -> None:
    made = asked(server, Role.SUPPORT, customers.CREATE, NAMED)
    assert shop.client.v1.customers.retrieve(made.id).name == "From the door"


def test_a_parameter_can_need_more(server: Server) -> None:
    with_credit = CreateCustomer.of(name="From the door", balance=-500)
    with pytest.raises(ApiError, match="cannot change or apply balances of customers"):
        asked(server, Role.SUPPORT, customers.CREATE, with_credit)
    assert asked(server, Role.ADMINISTRATOR, customers.CREATE, with_credit).balance == -500


def test_a_look_is_refused_too(server: Server) -> None:
    with pytest.raises(ApiError, match="Your role, Analyst, cannot read events"):
        asked(server, Role.ANALYST, events.LIST, ListEvents.of())
    found, _ = asked(server, Role.SUPPORT, events.LIST, ListEvents.of())
    assert found


def test_what_is_looked_for_does_not_matter(server: Server) -> None:
    """Whether an object is there is not told to those who may not ask."""
    with pytest.raises(ApiError, match="cannot void invoices"):
        asked(server, Role.ANALYST, invoices.VOID, "in_missing")
    with pytest.raises(ApiError, match="No such invoice"):
        asked(server, Role.SUPPORT, invoices.VOID, "in_missing")


def test_no_person_runs_what_the_worker_runs(server: Server) -> None:
    with pytest.raises(ApiError, match="Your role, Owner, cannot do this"):
        asked(server, Role.OWNER, invoices.COLLECT, "in_missing")


def test_a_preview_is_a_look(server: Server, shop: Shop) -> None:
    customer = asked(server, Role.OWNER, customers.CREATE, NAMED)
    with pytest.raises(ApiError, match="No upcoming invoices for customer"):
        asked(server, Role.ANALYST, subscriptions.PREVIEW, PreviewInvoice.of(customer=customer.id))
