"""The payouts of the merchant's processor: what each one pays, and whether it arrived at the bank."""
