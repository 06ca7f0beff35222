"""What can be done with debits and refunds that go to the bank as files."""
