"""What a package holds of one incident: files by their names below its folder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from audit.appeals import appeal_id
from audit.errors import Problem, Refused
from audit.findings import LedgerFinding
from audit.ports import Incident
from audit.records import Contact
from audit.rules.model import Rule
from audit.scope import EVERYTHING, Scope
from config.changed import source
from config.messages import LANGUAGES, render
from pipelines.bootstrap import Application
from pipelines.evidence.plain import finding, plain, without_persons
from pipelines.evidence.sounds import clips
from pipelines.evidence.verify_evidence import written

#: Settings that decide what is heard and found.
JUDGING = ("pack", "reader", "llm_model", "whisper_model", "timezone")


@dataclass(frozen=True)
class Contents:
    app: Application
    incident: Incident
    #: Personal data and the recording as it was; else neither.
    original: bool
    #: What whoever asks may see: of a ledger that counted other contacts, too, their words are left out.
    scope: Scope = EVERYTHING
    #: What is not there, and why.
    lacking: list[Problem] = field(default_factory=list)

    def files(self) -> Mapping[str, bytes]:
        found: dict[str, bytes] = {"incident.json": written(self._incident())}
        found["contacts.json"] = written([self._contact(one) for one in self._contacts])
        found |= dict(self._transcripts())
        found |= dict(self._rules())
        found["decisions.json"] = written(self._decisions())
        found["custody.json"] = written(self._custody())
        found["provenance.json"] = written(self._provenance())
        for clip in clips(self.app, self.incident, original=self.original):
            self.lacking.append(clip) if isinstance(clip, Problem) else found.update([clip])
        found["lacking.json"] = written([self._told(problem) for problem in self.lacking])
        return found

    @cached_property
    def _contacts(self) -> Sequence[Contact]:
        """The incident's own, then those that its ledger counted."""
        ledger, own = self.incident.ledger, self.incident.contact
        counted = [event.contact for event in ledger.events] if ledger else []
        others = [key for key in dict.fromkeys(counted) if key != own.key]
        return [own, *(one for one in self.app.store.contacts(others) if self.scope.holds(one))]

    def _incident(self) -> Any:
        one, said = self.incident, {turn.index: turn for turn in self.incident.contact.turns}
        facts = {"id": one.id, "category": one.category, "rule": one.rule, "severity": one.severity}
        found = [finding(hit, said.get(hit.turn), one.contact.case, original=self.original) for hit in one.findings]
        ledger = self._counted(one.ledger) if one.ledger else None
        return {**facts, "status": one.status, "contact": one.contact.key, "findings": found, "ledger": ledger}

    def _counted(self, ledger: LedgerFinding) -> Any:
        seen, value = {one.key for one in self._contacts}, self._shown(ledger)
        events = [{**one, "contact": one["contact"] if one["contact"] in seen else None} for one in value["events"]]
        if any(one["contact"] is None for one in events):
            self.lacking.append(Problem("evidence.out_of_scope", self.incident.id))
        return {**value, "events": events, "accused": [key for key in ledger.accused if key in seen]}

    def _contact(self, one: Contact) -> Any:
        """Its messages say more than its turns where it is a chat."""
        return {**self._shown(one), "messages": [self._shown(message) for message in self.app.store.messages(one.key)]}

    def _transcripts(self) -> Iterator[tuple[str, bytes]]:
        if self.app.store.transcript(self.incident.contact.key) is None:
            return
        for number, one in enumerate(self.app.store.transcripts(self.incident.contact.key), 1):
            yield f"transcripts/{number}.json", written(self._shown(one))

    def _rules(self) -> Iterator[tuple[str, bytes]]:
        """Text and law of each rule as the pack has them now; a version that has changed since is told."""
        pack, ledger = self.app.loaded_pack, self.incident.ledger
        held = {(one.rule, one.version) for one in self.incident.findings}
        for name, number in sorted(held | ({(ledger.rule, ledger.version)} if ledger else set())):
            rule = next((one for one in pack.rules if one.id == name), None)
            if rule is None or rule.version != number:
                now = rule.version if rule else "-"
                self.lacking.append(Problem("evidence.rule_changed", name, {"version": number, "now": now}))
            if rule is not None:
                yield f"rules/{name}.yml", self._rule_text(rule)
                yield f"rules/{name}.json", written(_law(rule))

    def _rule_text(self, rule: Rule) -> bytes:
        try:
            return source(rule, self.app.loaded_pack).encode()
        except Refused as refused:
            self.lacking.extend(refused.problems)
            return b""

    def _decisions(self) -> Any:
        ids = set(self.incident.finding_ids)
        verdicts = [one for one in self.app.store.verdicts([self.incident.contact.key]) if one.finding in ids]
        appeal = self.app.review.appeal(appeal_id(self.incident.id))
        history = self.app.review.history(self.incident.id)
        return self._shown({"verdicts": verdicts, "history": history, "appeal": appeal})

    def _custody(self) -> Any:
        """Every act of the log that is about the incident, its contact, its findings or its appeal, with its place in the chain."""
        one = self.incident
        about = {one.id, one.contact.key, appeal_id(one.id), *one.finding_ids}
        return [self._shown(link) for link in self.app.acts.about(about)]

    def _provenance(self) -> Any:
        """What heard and what judged, so that it can be done again."""
        settings = self.app.settings
        told = {name: Path(str(getattr(settings, name))).name for name in JUDGING}
        heard = self.app.store.transcripts(self.incident.contact.key)
        models = [{"origin": one.origin, "model": one.model, "recording": one.audio} for one in heard]
        judged = self.app.store.judged_by(self.incident.id)
        rules = {rule.id: {"version": rule.version, "digest": rule.digest} for rule in self._known_rules()}
        return {
            "software": {"fairdial": version("fairdial")},
            "judged_by": plain(judged),
            "rules": rules,
            "transcripts": models,
            "settings": told,
        }

    def _known_rules(self) -> Iterator[Rule]:
        one = self.incident
        names = {found.rule for found in one.findings} | ({one.ledger.rule} if one.ledger else set())
        return (rule for rule in self.app.loaded_pack.rules if rule.id in names)

    def _shown(self, record: object) -> Any:
        value = plain(record)
        return value if self.original else without_persons(value, self.incident.contact.case)

    def _told(self, problem: Problem) -> Mapping[str, str]:
        return {"code": problem.code, "where": problem.where, **{one: render(problem, one) for one in LANGUAGES}}


def _law(rule: Rule) -> Any:
    law = [plain(one) for one in rule.law]
    facts = {"id": rule.id, "version": rule.version, "title": rule.title, "digest": rule.digest, "owner": rule.owner}
    return {
        **facts,
        "status": rule.status.value,
        "law": law,
        "from": plain(rule.valid_from),
        "to": plain(rule.valid_to),
    }
