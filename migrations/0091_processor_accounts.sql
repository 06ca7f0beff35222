-- The accounts at processors through which live money moves, and what the processors call what was made there.

CREATE TABLE processor_accounts (
    tenant           bigint NOT NULL,
    processor        text COLLATE "C" NOT NULL,
    -- Encrypted with a key of the environment; they open only here and for this tenant (processor_accounts/sealing.py).
    api_key          bytea NOT NULL,
    news_secret      bytea,
    -- The last four characters of the key, so that people can tell keys apart.
    ending           text COLLATE "C" NOT NULL,
    -- The secret part of the address to which the processor sends news. Beside it stands the tenant, so that it is found.
    door             text COLLATE "C" NOT NULL,
    -- The id of the webhook endpoint there, if Billhook made it.
    endpoint         text COLLATE "C",
    connected_at     bigint NOT NULL,
    last_news_at     bigint,
    -- What is wrong with the connection, in words for its owner, and since when.
    problem          text,
    problem_since    bigint,
    PRIMARY KEY (tenant, processor),
    CHECK ((problem IS NULL) = (problem_since IS NULL))
);

CREATE TABLE processor_references (
    tenant    bigint NOT NULL,
    processor text COLLATE "C" NOT NULL,
    -- The id of the call that made it, or of the customer whom it stands for.
    key       text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    created   bigint NOT NULL,
    PRIMARY KEY (tenant, processor, key)
);
