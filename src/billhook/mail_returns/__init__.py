"""Mail returns: what mail servers and relays tell about mails that left, and the addresses that get no more of them.

Owns    reading of reports and of relays' events, the suppressed addresses, and the secrets with which relays come in.
Leaves  the mails themselves to `invoices`, their sending to `payer_mails`, the doors to `hosted` and the command line.
Always  a notice counts only for a mail that Billhook sent, and only for an address to which that mail went.
"""
