-- Mails are deleted once they were kept long enough. The papers that left with them are found by the mail, and so are
-- the addresses that are suppressed because of one.

CREATE INDEX sent_papers_of_mail ON sent_papers (tenant, mail);
CREATE INDEX mail_suppressions_of_mail ON mail_suppressions (tenant, mail);
