-- Events that clients who listen by the command line are to hear again. The clients read them as they read events.
CREATE TABLE cli_resends (
    tenant  bigint NOT NULL,
    id      text COLLATE "C" NOT NULL,
    event   text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id)
);
