"""The description of the API for machines: `/openapi.json`, in OpenAPI 3.1.

Owns    the names of operations, the JSON Schema of parameters and answers, and the address that serves the document.
Leaves  the routes and the types of their parameters to the rooms; each parser says in JSON Schema what it reads
        (`wire/params.py`).
Always  the document is printed from what answers requests, so it has every route, every parameter, and no other.
"""
