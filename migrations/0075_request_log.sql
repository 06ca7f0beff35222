-- What programs asked of the API, and what they got, with secrets masked. Rows come in batches, beside the requests. The id
-- says when the request came. Only errors have a second index: each index is paid for by every request.
CREATE TABLE request_log (
    tenant bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    http_status smallint NOT NULL,
    error_type text,
    error_code text,
    micros bigint NOT NULL,
    api_version text NOT NULL,
    key text NOT NULL,
    idempotency_key text,
    user_agent text NOT NULL,
    address text NOT NULL,
    object text COLLATE "C",
    params text,
    response text NOT NULL,
    response_bytes integer NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX request_log_errors ON request_log (tenant, id text_pattern_ops) WHERE http_status >= 400;
