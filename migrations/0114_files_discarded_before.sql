-- Files that were discarded before that was kept: all that is in them was declined because the bank had not taken them.
UPDATE sepa_batches b SET discarded_at = coalesce(b.fetched_at, b.created)
WHERE b.discarded_at IS NULL
  AND EXISTS (
    SELECT FROM sepa_orders o
    WHERE o.tenant = b.tenant AND o.batch = b.id AND o.status = 'rejected' AND o.reason = 'FF01')
  AND NOT EXISTS (
    SELECT FROM sepa_orders o
    WHERE o.tenant = b.tenant AND o.batch = b.id AND (o.status <> 'rejected' OR o.reason IS DISTINCT FROM 'FF01'));
