"""What is done with mails to payers."""
