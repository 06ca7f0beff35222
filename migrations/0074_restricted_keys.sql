-- Restricted keys, and the networks that a key may be used from.

ALTER TABLE api_keys DROP CONSTRAINT api_keys_kind_check;
ALTER TABLE api_keys
    ADD CONSTRAINT api_keys_kind_check CHECK (kind IN ('secret', 'restricted', 'publishable')),
    -- What a restricted key may do, by the names that refusals tell: `rak_invoice_read`. Other keys have none.
    ADD COLUMN permissions text[],
    -- Where the key may be used, in CIDR notation; NULL is everywhere.
    ADD COLUMN networks text[],
    ADD CONSTRAINT api_keys_permissions_check CHECK ((kind = 'restricted') = (permissions IS NOT NULL));
