-- Sessions in which customers see their invoices and keep their own details.

CREATE TABLE portal_sessions (
    tenant      bigint NOT NULL,
    id          text COLLATE "C" NOT NULL,
    created     bigint NOT NULL,
    customer    text COLLATE "C" NOT NULL,
    -- Of the secret in the address. The secret itself is stored nowhere.
    digest      text COLLATE "C" NOT NULL,
    return_url  text,
    locale      text,
    used_at     bigint NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, digest),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id)
);
CREATE INDEX portal_sessions_of_customer ON portal_sessions (tenant, customer, id text_pattern_ops);
