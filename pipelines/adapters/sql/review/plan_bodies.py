"""A sampling plan as JSON, and back."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from audit.ports import Filter
from audit.sampling import FrameQuery, Method, Plan
from audit.scope import Scope
from pipelines.adapters.sql.records import to_json


def to_body(plan: Plan) -> str:
    values = {one.name: getattr(plan, one.name) for one in fields(plan) if one.name not in ("query", "at")}
    query = {
        "newest": plan.query.newest,
        "unhit": plan.query.unhit,
        "filter": _set_fields(plan.query.filter),
        # An empty set lets nothing through, so it is not left out.
        "scope": {
            one.name: sorted(value)
            for one in fields(Scope)
            if (value := getattr(plan.query.scope, one.name)) is not None
        },
    }
    return to_json({**values, "query": query, "at": plan.at.isoformat()})


def from_body(body: str) -> Plan:
    values: dict[str, Any] = json.loads(body)
    query = values.pop("query")
    asked: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in query["filter"].items()
    }
    asked |= {name: datetime.fromisoformat(asked[name]) for name in ("since", "until") if name in asked}
    scope = Scope(**{name: frozenset(value) for name, value in query.get("scope", {}).items()})
    values |= {
        "query": FrameQuery(query["newest"], Filter(**asked), query["unhit"], scope),
        "at": datetime.fromisoformat(values["at"]),
        "method": Method(values["method"]),
        "strata": tuple(values["strata"]),
    }
    return Plan(**values)


def _set_fields(asked: Filter) -> dict[str, object]:
    return {
        one.name: _plain(value)
        for one in fields(asked)
        if (value := getattr(asked, one.name)) not in (None, False, frozenset())
    }


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, datetime) else value
