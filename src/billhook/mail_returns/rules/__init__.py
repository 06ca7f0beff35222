"""Pure decisions about mails that come back."""
