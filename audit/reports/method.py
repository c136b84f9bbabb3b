"""How it was looked at, and how far that can be trusted: packs, models, precision, samples, recall."""

from collections.abc import Iterable

from audit.personal import masked
from audit.reports.definitions import Asking, quoted
from audit.reports.facts import Facts, Sample
from audit.reports.record import Cell, Section, Table, Text, Unit, counted, estimated
from audit.statistics import share

#: What stands in for a figure that a row has not.
NONE = Text(plain="–")


def method(facts: Facts, asking: Asking) -> Section:
    packs = [
        (Text(plain=name), counted(f"pack.{name}", number, _by_pack(asking, name)))
        for name, number in sorted(facts.counts.packs.items())
    ]
    models = [
        (Text(plain=name or "–"), counted(f"model.{name}", number, _by_model(asking, name)))
        for name, number in sorted(facts.counts.models.items())
    ]
    rules = [
        (Text(f"rules.status.{status}"), counted(f"rules.{status}", number, "rules of the running pack, by status"))
        for status, number in sorted(facts.rules.items())
    ]
    return Section(
        "method",
        (
            Table("packs", ("pack", "contacts"), tuple(packs)),
            Table("rules", ("rule_status", "rules"), tuple(rules)),
            Table("models", ("model", "recordings"), tuple(models)),
            Table("precision", ("rule", "hit", "confirmed", "rejected", "precision"), tuple(_precision(facts, asking)), True),
            Table("samples", ("sample", "method", "seed", "frame_hash", "frame", "drawn", "looked", "wrong"),
                  tuple(_sample(one) for one in facts.samples)),
            Table("recall", ("sample", "found_wrong", "missed_wrong", "recall"), tuple(_recalls(facts.samples))),
        ),
        (
            Text("reports.note.pack", values={"pack": facts.pack, "reader": facts.reader or "–"}),
            Text("reports.note.precision"),
            Text("reports.note.recall" if any(one.recall for one in facts.samples) else "reports.note.no_recall"),
            Text("reports.note.limits"),
            Text("reports.note.no_emotion"),
        ),
    )  # fmt: skip


def _precision(facts: Facts, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    """Rules that people judged: of the others nothing is known."""
    for one in facts.noise:
        if one.confirmed + one.rejected:
            yield _judged(one.rule, one.hit, one.confirmed, one.rejected, asking)
    right, wrong = (sum(getattr(one, name) for one in facts.noise) for name in ("confirmed", "rejected"))
    yield _judged("", None, right, wrong, asking)


def _judged(rule: str, hit: int | None, confirmed: int, rejected: int, asking: Asking) -> tuple[Cell, ...]:
    identity = f"precision.{rule or 'total'}"
    held = [
        counted(f"{identity}.{name}", number, _standing(asking, rule, said) if rule else "sum of the rows above")
        for name, number, said in (("confirmed", confirmed, "true"), ("rejected", rejected, "false"))
    ]
    value = share(confirmed, confirmed + rejected) if confirmed + rejected else None
    return (
        Text(plain=rule) if rule else Text("reports.total"),
        NONE if hit is None else counted(f"{identity}.hit", hit, "contacts with a finding of the rule"),
        *held,
        estimated(f"{identity}.precision", Unit.SHARE, value, "confirmed / (confirmed + rejected); Wilson 1927, 95 %"),
    )


def _standing(asking: Asking, rule: str, said: str) -> str:
    return asking.of_contacts("count(*)", "standing", f"x.rule = {quoted(rule)}", f"x.decision = '{said}'")


def _sample(one: Sample) -> tuple[Cell, ...]:
    plan, drawn = one.plan, f"FROM drawn WHERE plan = {quoted(one.plan.id)}"
    return (
        Text(plain=masked(plan.name)),
        Text(f"samples.method.{plan.method}"),
        Text(plain=plan.seed),
        Text(plain=plan.frame_hash[:16]),
        counted(f"sample.{plan.id}.frame", plan.frame_size, f"contacts of the frame with SHA-256 {plan.frame_hash}"),
        counted(f"sample.{plan.id}.drawn", plan.size, f"size of plan {plan.id}"),
        counted(f"sample.{plan.id}.looked", one.looked, f"SELECT count(*) {drawn} AND outcome <> ''"),
        counted(f"sample.{plan.id}.wrong", one.wrong, f"SELECT count(*) {drawn} AND outcome = 'wrong'"),
    )


def _recalls(samples: Iterable[Sample]) -> Iterable[tuple[Cell, ...]]:
    for one in samples:
        if one.recall is None or one.seen is None:
            continue
        identity, seen = f"recall.{one.plan.id}", one.seen
        told = (
            f"hit {seen.hit}, confirmed {seen.confirmed}, rejected {seen.rejected}; "
            f"unhit {seen.unhit}, sampled {seen.sampled}, wrong {seen.wrong}"
        )
        parts = (
            ("found", Unit.COUNT, one.recall.found, "hit * confirmed / (confirmed + rejected)"),
            ("missed", Unit.COUNT, one.recall.missed, "unhit * wrong / sampled"),
            ("value", Unit.SHARE, one.recall.value, "found / (found + missed); two Wilson intervals, Bonferroni, 95 %"),
        )
        yield (
            Text(plain=masked(one.plan.name)),
            *(estimated(f"{identity}.{name}", unit, value, f"{how}: {told}") for name, unit, value, how in parts),
        )


def _by_pack(asking: Asking, name: str) -> str:
    return asking.of_contacts(
        "count(*)", "scans", f"x.pack IN (SELECT p.no FROM packs p WHERE p.name = {quoted(name)})"
    )


def _by_model(asking: Asking, name: str) -> str:
    return asking.of_contacts("count(*)", "transcripts", f"x.model = {quoted(name)}")
