"""Pure decisions about mails to payers."""
