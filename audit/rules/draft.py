"""The beginning of a rule out of a query: its words and filters, and nothing that only a person can know."""

from collections.abc import Mapping
from typing import Any

from audit.errors import Problem, Refused
from audit.ports import Query
from audit.taxonomy import CATEGORIES


def draft(query: Query, pack: str) -> Mapping[str, Any]:
    """The values of a rule file in its order. What is None must be filled in, or no pack takes the rule.

    Raises Refused (`draft.no_words`) for a query that looks for nothing said.
    """
    said = [words.text for words in query.words if not words.negated]
    unsaid = [words.text for words in query.words if words.negated]
    if not said:
        raise Refused(Problem("draft.no_words", "q"))
    category = next(iter(query.filter.category)) if len(query.filter.category) == 1 else None
    who = {"speaker": "agent", "channel": sorted(query.filter.channel)}
    return {
        "id": f"{pack}.{CATEGORIES[category].slug.split('_')[0]}.draft" if category else None,
        "version": 1,
        "status": "experimental",
        "title": {"zh": None, "en": None},
        "category": category,
        "severity": query.filter.severity_min,
        "owner": None,
        "law": None,
        "in_force": {"from": None},
        "who": {name: value for name, value in who.items() if value},
        "say": said[0] if len(said) == 1 and not unsaid else {"all": said, **({"none": unsaid} if unsaid else {})},
        "unless": ["negation", "quotation"],
        "tests": {"must": None, "must_not": None},
    }
