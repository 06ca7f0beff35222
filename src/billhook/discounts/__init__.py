"""Discounts: what is taken off, why, and for how long.

Owns    coupons, promotion codes, and discounts: a coupon as it was when somebody redeemed it.
Leaves  the amounts that a discount takes off lines to `invoices`; which discount a customer has to `customers`.
Always  a coupon is never redeemed more often than it says, however many redeem it at once; what a discount takes
        off never changes, whatever becomes of its coupon; a code leads one customer to at most one coupon.
"""
