"""The portal: sessions in which a customer sees their invoices and keeps their own details.

Owns    sessions, how long they last, and the secret that opens them.
Leaves  what the pages show and say to `hosted`, every change of a customer to the verbs of `customers`.
Always  only a digest of the secret is stored; a session is of one customer, and is over at its time.
"""
