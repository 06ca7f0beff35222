"""Pure decisions about payouts."""
