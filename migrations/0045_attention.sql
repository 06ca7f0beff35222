-- What Home looks for: mails and charges that went wrong lately. Both are few, so the indexes are small.
CREATE INDEX invoice_mails_gone_wrong ON invoice_mails (tenant, id text_pattern_ops) WHERE status IN ('failed', 'unknown');
CREATE INDEX charges_failed ON charges (tenant, id text_pattern_ops) WHERE status = 'failed';
