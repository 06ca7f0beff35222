"""What each kind of late row is, in words. A row of `worker.DUE` is known by its job and its table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A number stands before them: one row, and many."""

    one: str
    many: str


WORDS = {
    ("webhooks.deliver", "webhook_deliveries"): Words(
        "delivery to a webhook endpoint waits past its moment", "deliveries to webhook endpoints wait past their moment"
    ),
    ("invoices.mail", "invoice_mails"): Words(
        "mail about an invoice waits past its moment", "mails about invoices wait past their moment"
    ),
    ("invoices.advance", "invoices"): Words("draft should have been finalized", "drafts should have been finalized"),
    ("invoices.collect", "invoices"): Words(
        "invoice should have been collected again", "invoices should have been collected again"
    ),
    ("invoices.due_steps", "invoices"): Words(
        "invoice should have had a step around its due date", "invoices should have had a step around their due date"
    ),
    ("invoices.reconcile", "customers"): Words(
        "customer has cash that should have been matched", "customers have cash that should have been matched"
    ),
    ("account_statements.send", "customers"): Words(
        "customer should have had their monthly statement of account",
        "customers should have had their monthly statement of account",
    ),
    ("account_statements.plan", "customers"): Words(
        "customer waits until their monthly statements of account are planned",
        "customers wait until their monthly statements of account are planned",
    ),
    ("invoices.bulk", "bulk_runs"): Words(
        "bulk run is not finished and no worker goes on with it",
        "bulk runs are not finished and no worker goes on with them",
    ),
    ("payments.ask", "calls"): Words(
        "call to a processor is not settled and should have been made again",
        "calls to a processor are not settled and should have been made again",
    ),
    ("payments.lapse", "payment_intents"): Words(
        "authorization is over and should have been released", "authorizations are over and should have been released"
    ),
    ("processor_accounts.listen", "processor_accounts"): Words(
        "processor should have been asked for its news", "processors should have been asked for their news"
    ),
    ("payouts.look", "processor_accounts"): Words(
        "processor should have been asked for its payouts", "processors should have been asked for their payouts"
    ),
    ("checkout.expire", "checkout_sessions"): Words(
        "Checkout Session should have expired", "Checkout Sessions should have expired"
    ),
    ("subscriptions.advance", "subscriptions"): Words(
        "subscription should have been renewed or ended", "subscriptions should have been renewed or ended"
    ),
    ("disputes.expire", "disputes"): Words(
        "dispute is past its last day and still open", "disputes are past their last day and still open"
    ),
    ("people.mail", "people_mails"): Words(
        "mail to a person of the Dashboard waits past its moment",
        "mails to people of the Dashboard wait past their moment",
    ),
    ("people.refusals", "people_refusals"): Words(
        "refused sign-in is missing in the audit log", "refused sign-ins are missing in the audit log"
    ),
    ("figures.fold", "figure_changes"): Words(
        "change of a figure is not summed up", "changes of figures are not summed up, which makes reports slow"
    ),
    ("ledger.sum_up", "balance_transactions"): Words(
        "entry of the ledger is not summed up", "entries of the ledger are not summed up, which makes the balance slow"
    ),
    ("portal.forget", "portal_sessions"): Words(
        "session of the portal should have been forgotten", "sessions of the portal should have been forgotten"
    ),
    ("bank_statements.book", "bank_movements"): Words(
        "bank movement is matched and not booked yet", "bank movements are matched and not booked yet"
    ),
    ("sandboxes.expire", "sandboxes"): Words(
        "sandbox is past its last moment and still open", "sandboxes are past their last moment and still open"
    ),
    ("sandboxes.erase", "sandboxes"): Words(
        "sandbox was deleted and its rows are still there", "sandboxes were deleted and their rows are still there"
    ),
    ("test_clocks.play", "test_clocks"): Words(
        "test clock is being advanced and no worker plays it", "test clocks are being advanced and no worker plays them"
    ),
    ("test_clocks.expire", "test_clocks"): Words(
        "test clock should have been deleted", "test clocks should have been deleted"
    ),
}
