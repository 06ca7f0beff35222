-- The journal of people is filtered as that of a mode is: by who, what and which object.
CREATE INDEX people_log_by_actor ON people_log (account, actor, id text_pattern_ops);
CREATE INDEX people_log_by_object ON people_log (account, object, id text_pattern_ops) WHERE object IS NOT NULL;
CREATE INDEX people_log_by_verb ON people_log (account, verb, id text_pattern_ops);
