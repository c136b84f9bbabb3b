"""A search as it stands in a URL."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.visit import Visit
from audit.ports import Query
from audit.query import parse_query

#: Characters of a query.
LONGEST = 1000
Text = Annotated[str, Field(max_length=LONGEST)]


class SearchAsked(BaseModel):
    #: In the language of `audit.query`.
    q: Text = ""
    #: What the page before gave out.
    after: Annotated[str, Field(max_length=LONGEST)] = ""

    @property
    def text(self) -> str:
        return self.q.strip()

    def query(self, visit: Visit) -> Query:
        """Within what this person may see. Raises Refused (`query.*`)."""
        return parse_query(self.text, scope=visit.scope)
