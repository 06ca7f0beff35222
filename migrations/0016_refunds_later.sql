-- A refund may change after its creation was told: what was pending succeeds, and what succeeded may still fail.

ALTER TABLE refunds ADD COLUMN announced boolean NOT NULL DEFAULT false;
UPDATE refunds SET announced = true WHERE status <> 'pending';
