"""Case tables -> cases: whose debt it is, how it stands, whom the debtor registered and what was agreed."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from audit.records import Case, Consent, LegalStage, Offer, OfferKind, RegisteredContact
from pipelines.sources import fields
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.reading import Parsers, Reading
from pipelines.sources.rows import Fault
from pipelines.sources.times import Times, timezone

_LONGEST_CONSENTS = 64 * 1024
_LARGEST_OFFER = 1e9


def read(path: Path, source: SourceMapping) -> Reading[Case]:
    """Raises Refused for a file that is no case table; its bad rows come as Rejected among the cases."""
    name, amount, days = fields.name, fields.amount, fields.days
    moment = Times(source.zone)
    maybe_moment, maybe_amount = fields.optional(moment), fields.optional(amount)
    zone = fields.optional(timezone)
    institutions, agencies, products, people = fields.Names(), fields.Names(), fields.Names(), fields.Names()
    words = source.table("cases").values
    stage_of = fields.optional(fields.Choice(LegalStage, words.get("legal_stage", {})).__getitem__)
    agreed = partial(consents, moment=moment)
    parsers: Parsers = {
        "case_id": name,
        "institution": name,
        "debtor_id": name,
        "due_amount": amount,
        "overdue_days": days,
        "agency": agencies.__getitem__,
        "debtor_name": people.__getitem__,
        "debtor_phones": phones,
        "product": products.__getitem__,
        "principal": maybe_amount,
        "legal_stage": stage_of,
        "registered_contacts": registered_contacts,
        "consents": agreed,
        "timezone": zone,
        "assigned_at": maybe_moment,
        "notified_at": maybe_moment,
        "opened_at": maybe_moment,
        "offers": offers,
    }

    def build(cells: Sequence[str], _extra: dict[str, str]) -> Case:
        identity, institution, debtor, due, overdue, agency, person, numbers, product, principal, *rest = cells
        stage, contacts, consented, zone_name, assigned, notified, opened, offered = rest
        return Case(
            id=name(identity),
            institution=institutions[institution] or name(institution),
            debtor_id=name(debtor),
            due_amount=amount(due),
            overdue_days=days(overdue),
            agency=agencies[agency],
            debtor_name=people[person],
            debtor_phones=phones(numbers),
            product=products[product],
            principal=maybe_amount(principal),
            legal_stage=stage_of(stage),
            registered_contacts=registered_contacts(contacts),
            consents=agreed(consented),
            timezone=zone(zone_name),
            assigned_at=maybe_moment(assigned),
            notified_at=maybe_moment(notified),
            opened_at=maybe_moment(opened),
            offers=offers(offered),
        )

    return Reading("cases", path, source, parsers, build)


def phones(cell: str) -> tuple[str, ...]:
    return tuple(fields.phone(part) for part in _parts(cell))


def registered_contacts(cell: str) -> tuple[RegisteredContact, ...]:
    """`name:relation:phone;name:relation:phone`, half-width or full-width marks."""
    found: list[RegisteredContact] = []
    for part in _parts(cell):
        pieces = part.replace("\uff1a", ":").split(":")
        if len(pieces) != 3:
            raise Fault("sources.not_a_registered_contact", value=part[:80])
        person, relation, number = pieces
        found.append(RegisteredContact(fields.name(person), fields.name(relation), fields.phone(number)))
    return tuple(found)


def consents(cell: str, moment: Times) -> tuple[Consent, ...]:
    """A JSON object: kind -> {given_at, withdrawn_at, and the terms as given}."""
    if not cell.strip():
        return ()
    if len(cell) > _LONGEST_CONSENTS:
        raise Fault("sources.too_long", limit=_LONGEST_CONSENTS, found=len(cell))
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise Fault("sources.consents_not_json", reason=str(error)[:120]) from error
    if not isinstance(found, dict):
        raise Fault("sources.consents_not_object")
    return tuple(_consent(kind, terms, moment) for kind, terms in found.items())


def offers(cell: str) -> tuple[Offer, ...]:
    """A JSON object: `instalments` (at most), `waiver` (percent at most), `settlement` (yuan at least)."""
    if not cell.strip():
        return ()
    try:
        found = json.loads(cell) if len(cell) <= _LONGEST_CONSENTS else None
    except (ValueError, RecursionError):
        found = None
    known = {kind.value: kind for kind in OfferKind}
    if not isinstance(found, dict) or not all(
        kind in known
        and isinstance(limit, int | float)
        and not isinstance(limit, bool)
        and 0 <= limit <= _LARGEST_OFFER
        for kind, limit in found.items()
    ):
        raise Fault("sources.bad_offers", value=cell[:80], known=", ".join(known))
    return tuple(Offer(known[kind], float(limit)) for kind, limit in sorted(found.items()))


def _consent(kind: str, terms: Any, moment: Times) -> Consent:
    if not isinstance(terms, dict) or not isinstance(terms.get("given_at"), str):
        raise Fault("sources.consent_undated", kind=kind[:80])
    withdrawn = terms.get("withdrawn_at")
    if withdrawn is not None and not isinstance(withdrawn, str):
        raise Fault("sources.consent_undated", kind=kind[:80])
    detail = {key: value for key, value in terms.items() if key not in ("given_at", "withdrawn_at")}
    wrong = [key for key, value in detail.items() if not isinstance(value, str)]
    if wrong:
        raise Fault("sources.consent_terms", kind=kind[:80], terms=", ".join(wrong)[:80])
    given, ended = moment(terms["given_at"]), moment(withdrawn) if withdrawn else None
    if ended is not None and ended < given:
        raise Fault("sources.consent_withdrawn_first", kind=kind[:80])
    return Consent(fields.name(kind), detail, given, ended)


def _parts(cell: str) -> list[str]:
    return [part for part in cell.replace("\uff1b", ";").split(";") if part.strip()]
