-- What the entries of the ledger come to. Those that have long been available stand in one sum per currency; only the
-- others are added up when somebody asks (docs/decisions/0045-the-balance.md).

CREATE TABLE balance_sums (
    tenant              bigint NOT NULL,
    currency            text NOT NULL,
    net                 bigint NOT NULL,
    PRIMARY KEY (tenant, currency)
);

-- Whatever is there counts as summed, which rewrites no row; the few that are not ripe are taken out again.
ALTER TABLE balance_transactions ADD COLUMN is_summed boolean NOT NULL DEFAULT true;
ALTER TABLE balance_transactions ALTER COLUMN is_summed SET DEFAULT false;
UPDATE balance_transactions SET is_summed = false WHERE available_on > extract(epoch FROM now()) - 86400;
INSERT INTO balance_sums
    SELECT tenant, currency, sum(net) FROM balance_transactions WHERE is_summed GROUP BY tenant, currency;

DROP INDEX balance_transactions_sums;
CREATE INDEX balance_transactions_unsummed ON balance_transactions (tenant, available_on) INCLUDE (currency, net)
    WHERE NOT is_summed;
