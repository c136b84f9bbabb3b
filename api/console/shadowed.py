"""What a rule in shadow found so far, for its page and for whoever rules on its promotion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from api.console.figures import Figure, figure
from api.console.text import shown
from audit.precision import Budget, Noise
from audit.rights import Verb
from audit.rule_ports import ShadowQuote
from audit.rules.model import Rule, Status
from audit.shadow import Overlap, Shadowed

if TYPE_CHECKING:
    from api.visit import Visit

#: Live rules and quotes that are shown.
OVERLAPS, QUOTES = 10, 10


@dataclass(frozen=True, slots=True)
class QuoteShown:
    contact: str
    #: The turn, masked, the quote marked.
    text: Markup
    #: None for who may not look at contacts.
    address: str | None


@dataclass(frozen=True, slots=True)
class ShadowShown:
    found: Shadowed
    #: Per 1,000 contacts, on the scale of the noise budget; None where it looked at none.
    hits: Figure | None
    #: As of a live rule: `hits` where even the low end is over the noise budget.
    over: tuple[str, ...]
    #: Contacts in which no live rule found anything.
    alone: int
    overlaps: Sequence[Overlap]
    #: Of the rules that overlap, as far as the pack has them.
    titles: Mapping[str, str]
    quotes: Sequence[QuoteShown]


def shadow_shown(visit: "Visit", rule: Rule | None) -> ShadowShown | None:
    """None for a rule that does not run in shadow: live ones, those of a ledger, those that are not in the pack."""
    if rule is None or rule.status is not Status.SHADOW or rule.ledger:
        return None
    kept, asked, most = visit.house.application.proposals, (rule.id, rule.digest), Budget().hits
    found = kept.shadowed(dict([asked]), visit.scope)[rule.id]
    overlaps = kept.shadow_overlap(*asked, visit.scope)[:OVERLAPS]
    return ShadowShown(
        found,
        figure(found.per_thousand, 2 * most, ".1f") if found.judged else None,
        Noise(rule.id, found.hit, found.judged, 0, 0).over(Budget()),
        kept.shadow_alone(*asked, visit.scope),
        overlaps,
        {one.id: one.title[visit.language] for one in visit.house.application.rules},
        _quotes(visit, kept.shadow_quotes(*asked, QUOTES, visit.scope)),
    )


def _quotes(visit: "Visit", found: Sequence[ShadowQuote]) -> Sequence[QuoteShown]:
    contacts = {one.key: one for one in visit.house.store.contacts([one.contact for one in found])}

    def quoted(one: ShadowQuote) -> QuoteShown:
        contact = contacts[one.contact]
        text = next(turn.text for turn in contact.turns if turn.index == one.turn)
        said = shown(text, visit.language, marks=[(one.start, one.end)], case=contact.case)
        return QuoteShown(
            one.contact, said, f"/contacts/{one.contact}?turn={one.turn}" if visit.may(Verb.VIEW) else None
        )

    return [quoted(one) for one in found]
