"""Who may do what: a role is a set of verbs, a grant is a verb within a scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit.scope import EVERYTHING, Scope


class Verb(StrEnum):
    """One thing that a person may be allowed to do. Every route of the server names one."""

    #: One's own account: language, password, sign-out.
    ACCOUNT = "account"
    #: The queue of incidents.
    QUEUE = "queue"
    #: One incident with its conversation, masked.
    VIEW = "view"
    #: The masked copy of a recording.
    LISTEN = "listen"
    #: The recording as it was.
    PLAY = "play"
    #: Personal data of one incident in the clear, for a reason and a while.
    UNMASK = "unmask"
    #: Take an incident, give it back.
    CLAIM = "claim"
    #: Give incidents to others, take them back.
    ASSIGN = "assign"
    VERDICT = "verdict"
    #: One verdict on many incidents.
    BULK = "bulk"
    ESCALATE = "escalate"
    #: Write beside an incident what others should know.
    COMMENT = "comment"
    SEARCH = "search"
    #: Work through samples that were drawn.
    SAMPLES = "samples"
    #: Draw samples, settle disagreements.
    PLAN_SAMPLES = "plan_samples"
    #: Appeals that were filed.
    APPEALS = "appeals"
    #: Appeal in one's own matter; only with a scope that names the agent.
    APPEAL = "appeal"
    #: The final word on an appeal.
    DECIDE_APPEAL = "decide_appeal"
    #: Complaints and feedback that came in over the public form, masked.
    COMPLAINTS = "complaints"
    #: Take them up, answer and close them.
    ANSWER_COMPLAINT = "answer_complaint"
    #: Corrective actions and what came of them.
    ACTIONS = "actions"
    #: Order them, and open them again.
    ORDER_ACTION = "order_action"
    #: Report them done, with proof; whoever may can own one.
    DO_ACTION = "do_action"
    #: Verify what somebody else has done.
    VERIFY_ACTION = "verify_action"
    RULES = "rules"
    WRITE_RULES = "write_rules"
    APPROVE_RULES = "approve_rules"
    DASHBOARD = "dashboard"
    #: Alerts, masked, also those that were held back.
    ALERTS = "alerts"
    #: Acknowledge an alert, or hand it up.
    ACKNOWLEDGE = "acknowledge"
    ALERT_RULES = "alert_rules"
    EDIT_ALERTS = "edit_alerts"
    REPORTS = "reports"
    MAKE_REPORT = "make_report"
    EXPORT = "export"
    #: Take the evidence of an incident along, signed, for whoever has no access here.
    EVIDENCE = "evidence"
    #: Case folders and legal hold.
    HOLD = "hold"
    #: How long what is kept; ask for deletion, approve what somebody else asked for.
    RETENTION = "retention"
    #: All that is kept about one person: give it out, correct it.
    SUBJECT = "subject"
    #: The log of acts.
    ACTS = "acts"
    #: Accounts, roles and tokens of others.
    ACCOUNTS = "accounts"
    #: State of the installation.
    OPERATE = "operate"


class Role(StrEnum):
    REVIEWER = "reviewer"
    LEAD = "lead"
    MANAGER = "manager"
    #: Reads everything, masked, and changes nothing.
    AUDITOR = "auditor"
    RULE_AUTHOR = "rule_author"
    #: Keeps accounts and the installation, and sees no conversation.
    ADMINISTRATOR = "administrator"
    #: A collector: own contacts, to appeal.
    AGENT = "agent"


_REVIEW = frozenset(
    {
        Verb.QUEUE,
        Verb.VIEW,
        Verb.LISTEN,
        Verb.PLAY,
        Verb.UNMASK,
        Verb.CLAIM,
        Verb.VERDICT,
        Verb.ESCALATE,
        Verb.COMMENT,
        Verb.SEARCH,
        Verb.SAMPLES,
        Verb.APPEALS,
        Verb.COMPLAINTS,
        Verb.ANSWER_COMPLAINT,
        Verb.ACTIONS,
        Verb.DO_ACTION,
        Verb.RULES,
    }
)
_READ = frozenset(
    {
        Verb.QUEUE,
        Verb.VIEW,
        Verb.LISTEN,
        Verb.SEARCH,
        Verb.SAMPLES,
        Verb.APPEALS,
        Verb.COMPLAINTS,
        Verb.ACTIONS,
        Verb.RULES,
        Verb.DASHBOARD,
        Verb.REPORTS,
        Verb.ALERTS,
        Verb.ALERT_RULES,
    }
)
_LEAD = frozenset(
    {
        Verb.ASSIGN,
        Verb.BULK,
        Verb.PLAN_SAMPLES,
        Verb.DECIDE_APPEAL,
        Verb.ORDER_ACTION,
        Verb.VERIFY_ACTION,
        Verb.DASHBOARD,
        Verb.REPORTS,
        Verb.EVIDENCE,
        Verb.ALERTS,
        Verb.ACKNOWLEDGE,
        Verb.ALERT_RULES,
    }
)

#: The table that the tests hold every route against.
ROLES: Mapping[Role, frozenset[Verb]] = {
    Role.REVIEWER: _REVIEW | {Verb.ACCOUNT},
    Role.LEAD: _REVIEW | _LEAD | {Verb.ACCOUNT},
    Role.MANAGER: _READ
    | {Verb.ACCOUNT, Verb.PLAY, Verb.UNMASK, Verb.ESCALATE, Verb.COMMENT, Verb.ASSIGN, Verb.DECIDE_APPEAL}
    | {Verb.ACKNOWLEDGE, Verb.ANSWER_COMPLAINT, Verb.ORDER_ACTION, Verb.DO_ACTION, Verb.VERIFY_ACTION}
    | {Verb.APPROVE_RULES, Verb.MAKE_REPORT, Verb.EXPORT, Verb.EVIDENCE, Verb.HOLD, Verb.RETENTION},
    Role.AUDITOR: _READ | {Verb.ACCOUNT, Verb.ACTS},
    Role.RULE_AUTHOR: frozenset({Verb.ACCOUNT, Verb.QUEUE, Verb.VIEW, Verb.SEARCH, Verb.RULES, Verb.WRITE_RULES})
    | {Verb.DASHBOARD},
    Role.ADMINISTRATOR: frozenset({Verb.ACCOUNT, Verb.ACCOUNTS, Verb.ACTS, Verb.OPERATE})
    | {Verb.ALERT_RULES, Verb.EDIT_ALERTS}
    | {Verb.HOLD, Verb.RETENTION, Verb.SUBJECT},
    Role.AGENT: frozenset({Verb.ACCOUNT, Verb.APPEAL}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A right: this may be done to what the scope covers."""

    verb: Verb
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Rights:
    """All that one person may do."""

    grants: frozenset[Grant] = frozenset()

    def grant(self, verb: Verb) -> Grant | None:
        """None where this person may not."""
        return next((grant for grant in self.grants if grant.verb == verb), None)

    def may(self, verb: Verb) -> bool:
        return self.grant(verb) is not None


def rights(roles: Iterable[Role], scope: Scope = EVERYTHING, only: frozenset[Verb] | None = None) -> Rights:
    """Of the roles together, all in one scope; `only` narrows them, as a token does.

    An agent whose scope names no agent may not appeal: whose contacts are own would be anybody's.
    """
    verbs = frozenset[Verb]().union(*(ROLES[role] for role in roles))
    if not scope.agents:
        verbs -= {Verb.APPEAL}
    return Rights(frozenset(Grant(verb, scope) for verb in (verbs if only is None else verbs & only)))
