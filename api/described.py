"""The OpenAPI document: what FastAPI says of the routes, with faults as they really come (`api/errors.py`)."""

from collections.abc import Mapping
from typing import Any

from api.errors import JSON

FAULT = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
#: Of FastAPI's own answer to what does not fit, which nobody ever gets.
UNUSED = frozenset({"HTTPValidationError", "ValidationError"})
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def described(document: Mapping[str, Any]) -> dict[str, Any]:
    """Every operation may be answered by a problem; those that a route names keep their words."""
    paths = {
        path: {method: _operation(value) if method in METHODS else value for method, value in item.items()}
        for path, item in document["paths"].items()
    }
    schemas = {name: schema for name, schema in document["components"]["schemas"].items() if name not in UNUSED}
    return {**document, "paths": paths, "components": {**document["components"], "schemas": schemas}}


def _operation(operation: Mapping[str, Any]) -> dict[str, Any]:
    named = {
        status: {**said, "content": {JSON: FAULT}} if status.startswith(("4", "5")) else said
        for status, said in operation["responses"].items()
    }
    return {**operation, "responses": {**named, "default": {"description": "A problem", "content": {JSON: FAULT}}}}
