"""Products: what is sold and at which prices, with coupons, promotion codes, tax rates and shipping rates."""
