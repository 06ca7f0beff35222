-- Templates say how invoices look and what they say if they say nothing themselves. Each change of that makes a version,
-- and no version is ever changed: an invoice may name an old one.
CREATE TABLE invoice_rendering_templates (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    active          boolean NOT NULL,
    nickname        text,
    version         integer NOT NULL CHECK (version > 0),
    metadata        jsonb NOT NULL,
    -- The newest version.
    design          jsonb NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX invoice_rendering_templates_by_active ON invoice_rendering_templates (tenant, active, id text_pattern_ops);

CREATE TABLE invoice_rendering_template_versions (
    tenant          bigint NOT NULL,
    template        text COLLATE "C" NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    created         bigint NOT NULL,
    design          jsonb NOT NULL,
    PRIMARY KEY (tenant, template, version),
    FOREIGN KEY (tenant, template) REFERENCES invoice_rendering_templates
);

-- `inherited` names the fields that nobody gave to the invoice itself: template, customer and account fill them. A
-- finalized invoice keeps in `look` how it was laid out.
ALTER TABLE invoices
    ADD COLUMN template text COLLATE "C",
    ADD COLUMN template_version integer,
    ADD COLUMN inherited text[] NOT NULL DEFAULT '{}',
    ADD COLUMN look jsonb,
    ADD CHECK (template_version IS NULL OR template IS NOT NULL),
    ADD FOREIGN KEY (tenant, template) REFERENCES invoice_rendering_templates;

ALTER TABLE customers
    ADD COLUMN invoice_template text COLLATE "C",
    ADD FOREIGN KEY (tenant, invoice_template) REFERENCES invoice_rendering_templates;
