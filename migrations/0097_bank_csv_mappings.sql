-- How banks write their CSV: a mapping for each bank account and line of titles.
CREATE TABLE bank_csv_mappings (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    account         text NOT NULL,
    -- SHA-256 of the titles, by which the mapping of the bank's next file is found.
    header_hash     text NOT NULL,
    mapping         jsonb NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX bank_csv_mappings_of_header ON bank_csv_mappings (tenant, header_hash, account);
