"""The terms that objects are searched by: pairs of a name and a value, such as those of their metadata.

Triggers write them (migrations/0071_search_terms.sql). A term is a number made of the scope, the name and the value;
its rows stand in the order of their objects' ids, which is the order of every list. Two texts may share a number, so
what is found by a term is compared once more.
"""


def rows_of_term(scope: str, name: str, value: str) -> str:
    """FROM and WHERE of the ids `s.id` that have a term: `name` and `value` are placeholders, `$1` is the tenant.

    The statement may go on with AND.
    """
    return f"FROM search_terms s WHERE s.tenant = $1 AND s.term = search_term('{scope}', {name}::text, {value}::text)"
