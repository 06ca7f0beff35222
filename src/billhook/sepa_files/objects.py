"""Orders and batches as stored: frozen, in cents of euros, days as texts (`2026-12-01`) and Unix seconds."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SepaOrder:
    """A debit or a refund; its id is that of the call that asked for it. The fields stand in the order of the columns.

    `account` is the sealed account of the payer, `text` what they read. `batch` is the file, `execute_on` the day on
    which the bank is to act. `bank_status` is the bank's last word, `reason` the code of a refusal or a return. For a
    return the bank took `return_fee` beside the amount.
    """

    id: str
    created: int
    kind: str
    end_to_end_id: str
    amount: int
    account: str
    mandate: str
    text: str
    status: str
    batch: str | None = None
    sequence: str | None = None
    execute_on: str | None = None
    bank_status: str | None = None
    reason: str | None = None
    settled_at: int | None = None
    return_fee: int = 0


@dataclass(frozen=True, slots=True)
class SepaBatch:
    """A file for the bank; its id is the MsgId. `content` is encrypted, `sha256` is that of the content itself.

    `fetched_at` is when it was handed out for the first time, `discarded_at` when somebody said that the bank did not
    take it.
    """

    id: str
    created: int
    kind: str
    orders: int
    amount: int
    execute_on: str
    sha256: str
    content: bytes = field(repr=False)
    fetched_at: int | None = None
    discarded_at: int | None = None
