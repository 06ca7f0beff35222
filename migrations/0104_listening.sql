-- Looking for news at a processor: the last that was seen there, and when to look again. Null: it cannot be asked.
ALTER TABLE processor_accounts
    ADD COLUMN last_event text COLLATE "C",
    ADD COLUMN next_look_at bigint DEFAULT 0,
    -- A tenant has one account at each processor, so its name is the id of a job.
    ADD COLUMN id text COLLATE "C" GENERATED ALWAYS AS (processor) STORED;
