"""What can be asked of invoices, of their lines, items and payments, and what the worker does for them."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.invoices import items_store, mail_log_store, payments_store, queries, search_store, store, view
from billhook.invoices.actions import pay
from billhook.invoices.actions.add_note import add_note
from billhook.invoices.actions.advance import advance, record_finalization_failure
from billhook.invoices.actions.attach_payment import attach_payment
from billhook.invoices.actions.change_lines import add_lines, remove_lines, update_line, update_lines
from billhook.invoices.actions.collect import collect
from billhook.invoices.actions.create import create
from billhook.invoices.actions.create_item import create_item
from billhook.invoices.actions.delete import delete
from billhook.invoices.actions.delete_item import delete_item
from billhook.invoices.actions.duplicate import duplicate
from billhook.invoices.actions.exempt import (
    end_exemption_of_customer,
    end_exemption_of_invoice,
    exempt_customer,
    exempt_invoice,
)
from billhook.invoices.actions.finalize import finalize
from billhook.invoices.actions.mail_link import mail_link
from billhook.invoices.actions.mail_portal_link import mail_portal_link
from billhook.invoices.actions.mark_uncollectible import mark_uncollectible
from billhook.invoices.actions.note_opening import note_opening
from billhook.invoices.actions.pay_away import pay_away
from billhook.invoices.actions.reconcile import reconcile_later
from billhook.invoices.actions.record_payment import record_payment
from billhook.invoices.actions.resend_mail import resend_mail
from billhook.invoices.actions.send import send, send_with_copies
from billhook.invoices.actions.send_receipt import send_receipt_by_hand
from billhook.invoices.actions.send_reviewed import finalize_reviewed, preview_finalized, send_reviewed
from billhook.invoices.actions.start_bulk import start_bulk
from billhook.invoices.actions.take_due_steps import take_due_steps
from billhook.invoices.actions.update import update
from billhook.invoices.actions.update_item import update_item
from billhook.invoices.actions.void import void
from billhook.invoices.actions.work_off_bulk import PERMISSIONS
from billhook.invoices.actions.write_draft import create_draft, write_draft
from billhook.invoices.draft_params import Reviewed, SendInvoice, WriteDraft
from billhook.invoices.items_params import (
    AddLines,
    CreateItem,
    ListItems,
    RemoveLines,
    UpdateItem,
    UpdateLine,
    UpdateLines,
)
from billhook.invoices.params import (
    AttachPayment,
    CreateInvoice,
    FinalizeInvoice,
    ListInvoices,
    ListMails,
    ListPayments,
    PayInvoice,
    SendReceipt,
    UpdateInvoice,
)
from billhook.invoices.recording_params import AddNote, RecordPayment
from billhook.invoices.rules.collecting import AUTOMATIC
from billhook.invoices.rules.exemptions import LATE_FEES, REMINDERS, STATEMENTS
from billhook.wire.deleted import deleted
from billhook.wire.params import Page
from billhook.wire.search.params import Search

_change = partial(Verb, needs="invoices:write")
_issue = partial(Verb, needs="invoices:issue")
_collect = partial(Verb, needs="invoices:collect")
_look = partial(Verb, needs="invoices:read", mode=Mode.READ)
_of_customer = partial(Verb, needs="customers:write")

CREATE = _change("invoice.create", create, CreateInvoice, "invoice", view.invoice, looks_first=True)
UPDATE = _change("invoice.update", update, UpdateInvoice, "invoice", view.invoice)
DELETE = _change("invoice.delete", delete, None, "invoice", deleted)
FINALIZE = _issue("invoice.finalize", finalize, FinalizeInvoice, "invoice", view.invoice, looks_first=True)
SEND = _issue("invoice.send", send, None, "invoice", view.invoice)
PAY = _collect(pay.VERB, pay.pay, PayInvoice, "invoice", view.invoice, settles=pay.settle, looks_first=True)
# The payer's own page claims the same payment, and nobody else may; `PAY` settles it.
PAY_ON_PAGE = Verb(pay.VERB, pay.pay_on_page, None, "invoice", view.invoice)
# The payer's own page sends them to the processor's. What the call is about settles it (`payments.BEGIN`).
PAY_AWAY = Verb("invoice.pay_away", pay_away)
ATTACH_PAYMENT = _collect("invoice.attach_payment", attach_payment, AttachPayment, "invoice", view.invoice)
VOID = Verb("invoice.void", void, None, "invoice", view.invoice, needs="invoices:void")
MARK_UNCOLLECTIBLE = Verb(
    "invoice.mark_uncollectible", mark_uncollectible, None, "invoice", view.invoice, needs="invoices:write_off"
)
RETRIEVE = _look("invoice.retrieve", queries.invoice, None, "invoice", view.invoice)
LIST = _look("invoice.list", store.page, ListInvoices, "invoice", view.invoice)
SEARCH = _look("invoice.search", search_store.found, Search, "invoice", view.invoice)

# What an editor does: the whole draft with its lines, in one step.
CREATE_DRAFT = _change("invoice.create_draft", create_draft, WriteDraft, "invoice", view.invoice)
WRITE_DRAFT = _change("invoice.write_draft", write_draft, WriteDraft, "invoice", view.invoice)
FINALIZE_REVIEWED = _issue("invoice.finalize_reviewed", finalize_reviewed, Reviewed, "invoice", view.invoice)
SEND_REVIEWED = _issue("invoice.send_reviewed", send_reviewed, Reviewed, "invoice", view.invoice)
SEND_WITH_COPIES = _issue("invoice.send_with_copies", send_with_copies, SendInvoice, "invoice", view.invoice)
DUPLICATE = _change("invoice.duplicate", duplicate, None, "invoice", view.invoice)
RECORD_PAYMENT = _collect("invoice.record_payment", record_payment, RecordPayment, "invoice", view.invoice)
LIST_MAILS = Verb("invoice_mail.list", mail_log_store.page, ListMails, needs="outbox:read", mode=Mode.READ)
RESEND_MAIL = Verb("invoice_mail.resend", resend_mail, needs="mail:resend")
MAIL_PORTAL_LINK = Verb("customer.mail_portal_link", mail_portal_link, needs="customers:write")
SEND_RECEIPT = Verb("charge.send_receipt", send_receipt_by_hand, SendReceipt, needs="mail:resend")
NOTE = _change("invoice.note", add_note, AddNote)
STOP_REMINDERS = _change("invoice.stop_reminders", partial(exempt_invoice, what=REMINDERS))
RESUME_REMINDERS = _change("invoice.resume_reminders", partial(end_exemption_of_invoice, what=REMINDERS))
STOP_LATE_FEES = _change("invoice.stop_late_fees", partial(exempt_invoice, what=LATE_FEES))
RESUME_LATE_FEES = _change("invoice.resume_late_fees", partial(end_exemption_of_invoice, what=LATE_FEES))
STOP_REMINDERS_OF_CUSTOMER = _of_customer("customer.stop_reminders", partial(exempt_customer, what=REMINDERS))
RESUME_REMINDERS_OF_CUSTOMER = _of_customer(
    "customer.resume_reminders", partial(end_exemption_of_customer, what=REMINDERS)
)
STOP_LATE_FEES_OF_CUSTOMER = _of_customer("customer.stop_late_fees", partial(exempt_customer, what=LATE_FEES))
RESUME_LATE_FEES_OF_CUSTOMER = _of_customer(
    "customer.resume_late_fees", partial(end_exemption_of_customer, what=LATE_FEES)
)
STOP_STATEMENTS_OF_CUSTOMER = _of_customer("customer.stop_statements", partial(exempt_customer, what=STATEMENTS))
RESUME_STATEMENTS_OF_CUSTOMER = _of_customer(
    "customer.resume_statements", partial(end_exemption_of_customer, what=STATEMENTS)
)
PREVIEW_FINALIZED = Verb(
    "invoice.preview_finalized", preview_finalized, None, "invoice", view.invoice, "invoices:read", mode=Mode.TRIAL
)

# One verb for many invoices: each needs what the verb for one needs.
BULK_SEND, BULK_FINALIZE, BULK_VOID, BULK_MARK_UNCOLLECTIBLE, BULK_DELETE = _BULK = [
    Verb(f"bulk_run.{name}", partial(start_bulk, verb=name), needs=PERMISSIONS[name])
    for name in ("send", "finalize", "void", "mark_uncollectible", "delete")
]
START_BULK = {verb.name.removeprefix("bulk_run."): verb for verb in _BULK}

ADD_LINES = _change("invoice.add_lines", add_lines, AddLines, "invoice", view.invoice)
UPDATE_LINES = _change("invoice.update_lines", update_lines, UpdateLines, "invoice", view.invoice)
REMOVE_LINES = _change("invoice.remove_lines", remove_lines, RemoveLines, "invoice", view.invoice)
UPDATE_LINE = _change("line_item.update", update_line, UpdateLine, "line_item", view.line)
LIST_LINES = _look("line_item.list", queries.lines, Page, "line_item", view.line)

CREATE_ITEM = _change("invoiceitem.create", create_item, CreateItem, "invoiceitem", view.item, looks_first=True)
UPDATE_ITEM = _change("invoiceitem.update", update_item, UpdateItem, "invoiceitem", view.item)
DELETE_ITEM = _change("invoiceitem.delete", delete_item, None, "invoiceitem", deleted)
RETRIEVE_ITEM = _look("invoiceitem.retrieve", queries.item, None, "invoiceitem", view.item)
LIST_ITEMS = _look("invoiceitem.list", items_store.page, ListItems, "invoiceitem", view.item)

RETRIEVE_PAYMENT = _look("invoice_payment.retrieve", queries.payment, None, "invoice_payment", view.payment)
LIST_PAYMENTS = _look("invoice_payment.list", payments_store.page, ListPayments, "invoice_payment", view.payment)

# What the payer's page notes. No person and no key may.
NOTE_OPENING = Verb("invoice.note_opening", note_opening)
MAIL_LINK = Verb("invoice.mail_link", mail_link)

# What the worker does when the moment has come. Nobody else may.
ADVANCE = Verb("invoice.advance", advance)
RECORD_FINALIZATION_FAILURE = Verb("invoice.record_finalization_failure", record_finalization_failure)
COLLECT = Verb(AUTOMATIC, collect, None, "invoice", view.invoice, settles=pay.settle)
TAKE_DUE_STEPS = Verb("invoice.take_due_steps", take_due_steps)
RECONCILE = Verb("cash_balance.reconcile", reconcile_later)
