"""Search: Stripe's query language, what each resource can be searched by, and the statements that find it."""
