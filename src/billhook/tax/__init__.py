"""Tax: what tax offices ask of an invoice.

Owns    the list of tax id types.
Leaves  storing a customer's tax ids to `customers`; taxes on amounts come with their own issue.
Always  a type is one of the list of the newest API version.
"""
