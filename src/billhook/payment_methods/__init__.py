"""Payment methods: how a customer pays, as far as it may be known here.

Owns    payment methods: what a card or a bank account shows of itself, and the name under which a processor knows it;
        mandates, by which bank accounts are debited; tokens of cards.
Leaves  whose they are to `customers`, which attaches and detaches them; taking money with them to `payments`.
Always  no number of a card or a bank account is stored; a mandate that was withdrawn never holds again;
        a token makes one method;
        a method that was detached, or used once without a customer, is spent: it is never used or attached again.
"""
