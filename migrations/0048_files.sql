-- Files that people and programs upload, and the public links to them. What is in a file stands in a table of its own,
-- so that no list reads it.
CREATE TABLE files (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    purpose         text NOT NULL CHECK (purpose IN ('business_icon', 'business_logo', 'customer_signature', 'dispute_evidence')),
    filename        text NOT NULL,
    type            text NOT NULL CHECK (type IN ('jpg', 'pdf', 'png')),
    size            bigint NOT NULL CHECK (size > 0),
    -- From then on nobody gets what is in it.
    expires_at      bigint,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX files_by_purpose ON files (tenant, purpose, id text_pattern_ops);

CREATE TABLE file_contents (
    tenant          bigint NOT NULL,
    file            text COLLATE "C" NOT NULL,
    content         bytea NOT NULL,
    PRIMARY KEY (tenant, file),
    FOREIGN KEY (tenant, file) REFERENCES files
);
-- Pictures and PDFs are compressed already.
ALTER TABLE file_contents ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE file_links (
    tenant          bigint NOT NULL,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    file            text COLLATE "C" NOT NULL,
    expires_at      bigint,
    metadata        jsonb NOT NULL,
    -- The unguessable part of its address.
    token           text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, token),
    FOREIGN KEY (tenant, file) REFERENCES files
);
CREATE INDEX file_links_of_file ON file_links (tenant, file, id text_pattern_ops);

-- Logos and icons once more, by account: both modes share the settings that name them. An invoice that was finalized
-- goes on naming the logo that it was made with, so nothing here is ever deleted.
CREATE TABLE brand_pictures (
    account         text COLLATE "C" NOT NULL REFERENCES accounts,
    file            text COLLATE "C" NOT NULL,
    purpose         text NOT NULL CHECK (purpose IN ('business_icon', 'business_logo')),
    type            text NOT NULL CHECK (type IN ('jpg', 'png')),
    width           integer NOT NULL CHECK (width > 0),
    height          integer NOT NULL CHECK (height > 0),
    content         bytea NOT NULL,
    PRIMARY KEY (account, file)
);
ALTER TABLE brand_pictures ALTER COLUMN content SET STORAGE EXTERNAL;
