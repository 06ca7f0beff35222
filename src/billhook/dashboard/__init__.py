"""The pages on which people of an account do what the API does: write, send and follow invoices.

Owns    how these pages look, their addresses and forms, and the built style sheets, scripts and icons.
Leaves  every rule and every change to the rooms' verbs, reading to their stores and views.
Always  nothing is fetched from another host, and no page needs a script to change something.
"""
