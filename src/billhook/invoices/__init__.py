"""Invoices: from the first draft line to the last settled cent.

Owns    invoices, their items and lines, numbers, invoice payments, what a finalized invoice says (its statement), the
        record of the mails to customers and of the papers that left, notes of people, when a customer looked, bulk runs
        of one verb for many invoices, when an invoice collects itself, what happens around its due date (reminders,
        late fees, writing off), who is exempt from that, and what the money is for that a customer sends.
Leaves  taking money to `payments`, prices to `catalog`, drawing the PDF to `documents`, SMTP to `mail`, and to
        `credit_notes` what is taken back, which lowers what an open invoice asks for.
Always  a number is given once, at finalization, and never given again;
        what has ended collects itself no more;
        nothing that a customer saw on a finalized invoice changes afterwards;
        amount_paid + amount_remaining = amount_due, and a paid invoice has nothing remaining.
"""
