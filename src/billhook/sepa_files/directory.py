"""SEPA files, as the one interface to processors asks them. Nothing is asked of anybody: the database answers."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from billhook.accounts import store as accounts
from billhook.db.tenants import Tenant
from billhook.db.tx import TenantChanged, Transactions, Tx
from billhook.kernel.replacing import replace
from billhook.payment_methods import sealed_accounts_store
from billhook.processors.following import Followed, FollowRequest
from billhook.processors.interface import (
    Approved,
    BeginOutcome,
    BeginRequest,
    CancelOutcome,
    CancelRequest,
    CaptureOutcome,
    CaptureRequest,
    ChargeRequest,
    Decline,
    Declined,
    DisputeDecided,
    DisputeRequest,
    IncrementOutcome,
    IncrementRequest,
    LookOutcome,
    LookRequest,
    Outcome,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundFailed,
    RefundOutcome,
    RefundPending,
    RefundRequest,
    Released,
    ReleaseRequest,
    SetUpOutcome,
    SetUpRequest,
    Verdict,
)  # fmt: skip
from billhook.sepa_files import store
from billhook.sepa_files.actions.queue import queue_debit, queue_refund
from billhook.sepa_files.actions.settle import settle_if_due
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import REJECTED, RETURNED, SETTLED
from billhook.sepa_files.rules.reasons import decline_of
from billhook.sepa_files.rules.returning import followed

T = TypeVar("T")

_RISK = "not_assessed"


class SepaFiles:
    """The debits and refunds of a tenant. A key makes one order, however often it is asked."""

    def __init__(self, transactions: Transactions, tenant: Tenant) -> None:
        self._transactions = transactions
        self._tenant = tenant

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        async def queue(tx: Tx) -> tuple[SepaOrder, int] | Decline:
            queued = await queue_debit(tx, key, request)
            return queued if isinstance(queued, Decline) else await settle_if_due(tx, key)

        found = await self._written(queue)
        if isinstance(found, Decline):
            return Declined(found, _RISK)
        order, again = found
        if order.status in (REJECTED, RETURNED):
            return Declined(decline_of(order.reason or ""), _RISK)
        if order.status != SETTLED:
            return Pending(again, _RISK)
        # It may come back before the payment is written down, so somebody asks once more after that.
        return Approved(_RISK, reference=order.end_to_end_id, happened=True)

    async def follow(self, key: str, request: FollowRequest) -> Followed:
        """What became of a debit that was paid: a dispute, if it came back."""

        async def look(tx: Tx) -> SepaOrder | None:
            # The lock waits for whoever takes a return just now.
            return (await store.lock_named(tx, [request.reference])).get(request.reference)

        order = await self._written(look)
        if order is None:
            raise ProcessorSilent("nothing is written down of the debit")
        return followed(order)

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        async def queue(tx: Tx) -> tuple[SepaOrder, int] | RefundFailed | None:
            queued = await queue_refund(tx, key, request)
            return await settle_if_due(tx, key) if isinstance(queued, SepaOrder) else queued

        found = await self._written(queue)
        if found is None:
            raise ProcessorSilent("nothing is written down of the debit that is to be given back")
        if isinstance(found, RefundFailed):
            return found
        order, again = found
        if order.status in (REJECTED, RETURNED):
            return RefundFailed("declined")
        return Refunded() if order.status == SETTLED else RefundPending(again)

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        """A bank is not asked before the first debit; the account and the mandate have to be there."""
        async with self._transactions.read(self._tenant) as reader:
            account = await sealed_accounts_store.find(reader, request.token)
        if account is None:
            return Declined(Decline("no_account"), _RISK)
        if request.mandate is None:
            return Declined(Decline("debit_not_authorized"), _RISK)
        return Approved(_RISK, token=request.token, mandate=request.mandate)

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        """A debit that came back cannot be argued about (SEPA rulebook)."""
        return DisputeDecided("lost")

    async def begin(self, key: str, request: BeginRequest) -> BeginOutcome:
        raise _not_offered("a page for payers")

    async def look(self, key: str, request: LookRequest) -> LookOutcome:
        raise _not_offered("a page for payers")

    async def cancel(self, key: str, request: CancelRequest) -> CancelOutcome:
        raise _not_offered("a page for payers")

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        raise _not_offered("capture")

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        raise _not_offered("release")

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        raise _not_offered("increment")

    async def _written(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Do `work`, whatever of the tenant was changed meanwhile. Raises DatabaseUnavailable."""
        tenant = self._tenant
        while True:
            try:
                async with self._transactions.begin(tenant) as tx:
                    return await work(tx)
            except TenantChanged:
                async with self._transactions.read(tenant) as reader:
                    tenant = replace(tenant, version=await accounts.version_of(reader))


def _not_offered(what: str) -> ProcessorSilent:
    return ProcessorSilent(f"{what} is not offered with SEPA files")


class SepaDirectory:
    """SEPA files of each tenant. What was sent settles even if the merchant has disconnected since."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def of(self, tenant: Tenant) -> SepaFiles:
        """SEPA files of a tenant."""
        return SepaFiles(self._transactions, tenant)

    async def close(self) -> None:
        """There is nothing to close."""
