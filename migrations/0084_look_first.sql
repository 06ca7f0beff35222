-- A verb that looks first reads without locks and writes in one statement. Each row that it decided upon is written only
-- if nobody has changed it since; this ends the statement, and with it everything that it wrote, if somebody has.

CREATE FUNCTION insist_on_found(p_found bigint, p_wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_found IS DISTINCT FROM p_wanted THEN
        RAISE EXCEPTION 'a row was changed meanwhile' USING ERRCODE = 'BH004';
    END IF;
END $$;
