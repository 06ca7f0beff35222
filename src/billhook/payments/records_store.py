"""Every statement on payment records."""

from billhook.db.rows import Rows
from billhook.payments.objects import PaymentRecord

_ROWS = Rows("payment_records", "r", PaymentRecord)
insert = _ROWS.insert
of_ids = _ROWS.of_ids
find = _ROWS.find
