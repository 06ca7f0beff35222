"""Mails to payers: what they say and how they leave, for an invoice and for what happens to it.

Owns    the words of each mail, its message, and its delivery.
Leaves  when a mail is asked for to the room in which something happened, and its row to `invoices`.
Always  a mail says what was written down when it was asked for, and no mail is sent twice by itself.
"""
