"""Mail returns: what mail servers and relays tell about mails that left, and the addresses that get no more of them.

Owns    reading of reports, of relays' events and of a mailbox; the suppressed addresses; the secrets of relays.
Leaves  the mails themselves to `invoices`, their sending to `payer_mails`, the doors to `hosted` and the command line.
Always  a notice counts only for a mail that Billhook sent, and only for an address to which that mail went.
"""
