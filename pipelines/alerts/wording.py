"""A notice in words, in the language of its target, and as a record for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from audit.alert_ports import Message
from audit.alerts.model import Alert, Kind
from audit.alerts.notices import Delivery, Notice, NoticeKind
from audit.alerts.rules import AlertRule
from audit.taxonomy import CATEGORIES
from config.messages import LANGUAGES, words

#: Alerts that a text tells of one by one; an escalation may be about more.
LINES = 10
#: Never colour alone: a shape and a word.
SHAPES = {4: "◆", 3: "▲", 2: "●", 1: "○"}
_BETWEEN = "\n\n———\n\n"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one installation tells of its alerts. `url` is where its console is found."""

    url: str
    zone: ZoneInfo

    def message(
        self, delivery: Delivery, notice: Notice, alerts: Sequence[Alert], rule: AlertRule | None, language: str
    ) -> Message:
        spoken = LANGUAGES if language == "both" else (language,)
        said = {each: self._told(notice, alerts, rule, each) for each in LANGUAGES}
        title = " / ".join(said[each][0] for each in spoken)
        footer = words("alert.footer", spoken[0], id=delivery.id)
        body = _BETWEEN.join(said[each][1] for each in spoken) + f"\n\n{footer}"
        record = {
            "delivery": delivery.id,
            "notice": notice.id,
            "kind": notice.kind.value,
            "rule": notice.rule,
            "level": notice.level,
            "at": notice.at.isoformat(),
            "alerts": [self._record(one) for one in alerts],
            "suppressed": len(notice.suppressed),
            "text": {each: {"title": told[0], "body": told[1]} for each, told in said.items()},
        }
        return Message(delivery.id, title, body, record)

    def _told(self, notice: Notice, alerts: Sequence[Alert], rule: AlertRule | None, language: str) -> tuple[str, str]:
        """Title and body."""
        called = rule.title[language] if rule else notice.rule
        what = headline(alerts[0], language) if len(alerts) == 1 else called
        code = (
            "alert.title.many" if len(alerts) > 1 else f"alert.title.{notice.kind}" if not alerts else "alert.title.one"
        )
        title = words(
            code, language, what=what, who=notice.group or called, count=len(alerts) or len(notice.suppressed)
        )
        if notice.kind is NoticeKind.ESCALATION:
            title = words("alert.title.escalation", language, level=notice.level, title=title)
        if notice.kind is NoticeKind.TEST:
            return title, words("alert.test", language)
        lines = (
            [self._card(alerts[0], language)]
            if len(alerts) == 1
            else [self._line(one, language) for one in alerts[:LINES]]
        )
        if len(alerts) > LINES:
            lines.append(words("alert.more", language, count=len(alerts) - LINES))
        if rule and rule.action:
            lines.append(words("alert.action", language, action=rule.action[language]))
        if deadlines := [one.deadline for one in alerts if one.deadline]:
            lines.append(words("alert.deadline", language, at=self._moment(min(deadlines))))
        if notice.suppressed:
            lines.append(words("alert.suppressed", language, count=len(notice.suppressed)))
        if len(alerts) != 1:
            lines.append(words("alert.link", language, link=f"{self.url}/alerts"))
        return title, "\n".join(lines)

    def _card(self, alert: Alert, language: str) -> str:
        """One alert, a fact a line."""
        facts = alert.facts
        told = [
            ("what", headline(alert, language)),
            ("who", _who(alert)),
            ("when", self._when(alert, language)),
            ("quote", facts.quote),
            ("law", "; ".join(facts.law)),
            ("link", f"{self.url}{facts.link}" if facts.link else ""),
        ]
        return "\n".join(words(f"alert.{name}", language, **{name: value}) for name, value in told if value)

    def _line(self, alert: Alert, language: str) -> str:
        """One alert on one line, as it fits a phone."""
        facts = alert.facts
        quote = words("alert.quoted", language, quote=facts.quote) if facts.quote else ""
        parts = (headline(alert, language), _who(alert), self._when(alert, language), quote, "; ".join(facts.law[:1]))
        return " · ".join(filter(None, (*parts, f"{self.url}{facts.link}" if facts.link else "")))

    def _when(self, alert: Alert, language: str) -> str:
        channel = words(f"channel.{alert.facts.channel}", language) if alert.facts.channel else ""
        at = f"{alert.facts.at:%Y-%m-%d %H:%M}" if alert.facts.at else self._moment(alert.at)
        return f"{at} {channel}".strip()

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def _record(self, alert: Alert) -> dict[str, object]:
        facts = alert.facts
        return {
            "alert": alert.id,
            "kind": facts.kind.value,
            "severity": facts.severity or None,
            "category": facts.category or None,
            "institution": facts.institution,
            "agency": facts.agency,
            "agent": facts.agent,
            "channel": facts.channel or None,
            "at": (facts.at or alert.at).isoformat(),
            "quote": facts.quote or None,
            "law": list(facts.law),
            "deadline": alert.deadline.isoformat() if alert.deadline else None,
            "link": f"{self.url}{facts.link}" if facts.link else None,
            "values": dict(facts.values),
        }


def headline(alert: Alert, language: str) -> str:
    """What it is: `◆ 零容忍 T01 人身威胁恐吓`, or a sentence for what is counted."""
    facts = alert.facts
    category = CATEGORIES.get(facts.category)
    named = f"{category.id} {category.zh if language == 'zh' else category.en}" if category else ""
    graded = (
        f"{SHAPES[facts.severity]} {words(f'severity.{facts.severity}', language)} {named}" if facts.severity else named
    )
    if facts.kind in (Kind.SEVERITY, Kind.CATEGORY):
        return graded
    told = words(f"alert.kind.{facts.kind}", language, **facts.values)
    return f"{told} · {graded}" if graded else told


def _who(alert: Alert) -> str:
    return " / ".join(filter(None, (alert.facts.institution, alert.facts.agency, alert.facts.agent)))
