"""To whom incidents can be given."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.access import Account
from audit.rights import Verb

if TYPE_CHECKING:
    from api.visit import Visit


def people(visit: "Visit") -> Sequence[Account]:
    """Everybody who may judge, by name."""
    return [one for one in visit.house.application.accounts.accounts() if one.rights.may(Verb.VERDICT)]
