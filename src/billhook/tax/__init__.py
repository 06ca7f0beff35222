"""Tax: what tax offices ask of an invoice.

Owns    tax rates; tax ids of the account and of customers, their formats and their verification; the types of
        both; which taxes are due where the account is registered.
Leaves  whether a customer exists to `customers`; which rates a line has, and what they come to, to `invoices`.
Always  the percentage of a rate and whether it is inclusive never change; a minted rate is archived and says
        for ever what it was minted from; a tax id is never changed, only replaced; no verdict on a tax id
        refuses it.
"""
