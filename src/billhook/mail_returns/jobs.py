"""What the worker keeps of mails. This room says so, because it knows why a mail that is over is still needed."""

from billhook.db.keeping import Follower, Kept
from billhook.invoices.mails_store import IS_OVER

KEPT = (
    Kept(
        "invoice_mails", "inmail", lambda tenant: tenant.mails_kept_days, IS_OVER,
        followers=(Follower("sent_papers", "mail"), Follower("mail_suppressions", "mail", may_go="FALSE")),
    ),
)  # fmt: skip
"""Mails, with the papers that left with them. A mail because of which an address is suppressed stays."""
