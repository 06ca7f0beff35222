"""Statements of account: what a customer owes, from event to event, on paper for a period and by mail each month.

Owns    what stands on the account of a customer, its paper, and when the next one is mailed.
Leaves  the objects that the account is made of to their rooms, the moment of the next statement to the row of the
        customer, typesetting to `documents`, and the mail to `invoices` and `payer_mails`.
Always  the statement of a month is mailed to a customer once.
"""
