-- Tax rates; and tax ids of the account itself, beside those of its customers.

CREATE TABLE tax_rates (
    tenant              bigint NOT NULL REFERENCES tenants,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    active              boolean NOT NULL,
    display_name        text NOT NULL,
    inclusive           boolean NOT NULL,
    -- Percent, as written: 19 is 19 %.
    percentage          numeric(7, 4) NOT NULL CHECK (percentage BETWEEN 0 AND 100),
    -- What was really taken, where a tax provider worked it out.
    effective_percentage numeric(7, 4) CHECK (effective_percentage BETWEEN 0 AND 100),
    -- Minor units of its currency, where a tax is an amount and no percentage.
    flat_amount         bigint CHECK (flat_amount > 0),
    flat_amount_currency text,
    country             text,
    state               text,
    jurisdiction        text,
    jurisdiction_level  text CHECK (
        jurisdiction_level IN ('city', 'country', 'county', 'district', 'multiple', 'state')
    ),
    tax_type            text,
    rate_type           text CHECK (rate_type IN ('flat_amount', 'percentage')),
    description         text,
    metadata            jsonb NOT NULL DEFAULT '{}',
    -- SHA-256 of what a minted rate says: one for each data. Null for rates that somebody created. Minted
    -- rates are archived from the start (invoicing.md §2.4).
    data_hash           bytea CHECK (data_hash IS NULL OR NOT active),
    PRIMARY KEY (tenant, id),
    CHECK ((flat_amount IS NULL) = (flat_amount_currency IS NULL))
);
CREATE UNIQUE INDEX tax_rates_by_data ON tax_rates (tenant, data_hash) WHERE data_hash IS NOT NULL;

-- A tax id without a customer is the account's own.
ALTER TABLE tax_ids ALTER COLUMN customer DROP NOT NULL;
-- Null for the account's own, which nobody verifies. Those that were stored before were checked by nobody.
ALTER TABLE tax_ids ADD COLUMN verification text
    CHECK (verification IN ('pending', 'verified', 'unverified', 'unavailable'));
UPDATE tax_ids SET verification = 'unavailable';
ALTER TABLE tax_ids ADD CONSTRAINT tax_ids_verification CHECK ((customer IS NULL) = (verification IS NULL));
CREATE INDEX tax_ids_of_the_account ON tax_ids (tenant, id) WHERE customer IS NULL;
