"""Roles and what they may, and that scopes go with them."""

import pytest

from audit.rights import ROLES, Role, Verb, rights
from audit.scope import EVERYTHING, Scope

OWN = Scope(agents=frozenset({"A1"}))


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_somebodys(verb):
    assert any(verb in verbs for verbs in ROLES.values())


@pytest.mark.parametrize(
    ("role", "verb", "may", "reason"),
    [
        (Role.REVIEWER, Verb.VERDICT, True, "what reviewers are for"),
        (Role.REVIEWER, Verb.BULK, False, "many at once is the lead's"),
        (Role.LEAD, Verb.DECIDE_APPEAL, True, "the final word"),
        (Role.AUDITOR, Verb.VIEW, True, "reads"),
        (Role.AUDITOR, Verb.UNMASK, False, "masked"),
        (Role.AUDITOR, Verb.PLAY, False, "a recording is not masked"),
        (Role.AUDITOR, Verb.EXPORT, False, "takes nothing away"),
        (Role.MANAGER, Verb.EVIDENCE, True, "hands evidence to regulators and courts"),
        (Role.REVIEWER, Verb.EVIDENCE, False, "judges, and takes nothing away"),
        (Role.AUDITOR, Verb.EVIDENCE, False, "as above"),
        (Role.ADMINISTRATOR, Verb.ACCOUNTS, True, "keeps accounts"),
        (Role.ADMINISTRATOR, Verb.VIEW, False, "and sees no conversation"),
        (Role.ADMINISTRATOR, Verb.EDIT_ALERTS, True, "keeps what is alerted"),
        (Role.ADMINISTRATOR, Verb.ALERTS, False, "and sees no words in them"),
        (Role.MANAGER, Verb.ACKNOWLEDGE, True, "answers for them"),
        (Role.MANAGER, Verb.VERDICT, False, "who answers for agencies does not judge their cases"),
        (Role.REVIEWER, Verb.ANSWER_COMPLAINT, True, "complaints are worked off where incidents are"),
        (Role.AUDITOR, Verb.ANSWER_COMPLAINT, False, "reads"),
        (Role.AGENT, Verb.COMPLAINTS, False, "who complained is none of an agent's business"),
        (Role.REVIEWER, Verb.DO_ACTION, True, "may own an action"),
        (Role.REVIEWER, Verb.VERIFY_ACTION, False, "leads and managers verify"),
        (Role.AUDITOR, Verb.ORDER_ACTION, False, "reads"),
        (Role.RULE_AUTHOR, Verb.APPROVE_RULES, False, "the author does not approve"),
        (Role.AGENT, Verb.QUEUE, False, "others' incidents are none of an agent's business"),
    ],
)
def test_the_table(role, verb, may, reason):
    assert rights([role]).may(verb) is may, reason


READING = {Verb.ACCOUNT, Verb.QUEUE, Verb.VIEW, Verb.LISTEN, Verb.SEARCH, Verb.SAMPLES, Verb.APPEALS, Verb.RULES}
READING |= {Verb.COMPLAINTS, Verb.ACTIONS, Verb.DASHBOARD, Verb.REPORTS, Verb.ACTS, Verb.ALERTS, Verb.ALERT_RULES}


def test_an_auditor_only_reads():
    assert ROLES[Role.AUDITOR] <= READING


def test_an_agent_appeals_only_in_matters_that_are_known_to_be_own():
    assert rights([Role.AGENT], OWN).may(Verb.APPEAL)
    assert not rights([Role.AGENT], EVERYTHING).may(Verb.APPEAL)
    assert not rights([Role.AGENT], Scope(agents=frozenset())).may(Verb.APPEAL)


def test_every_grant_carries_the_scope():
    grants = rights([Role.LEAD, Role.RULE_AUTHOR], OWN).grants
    assert {grant.scope for grant in grants} == {OWN}
    assert {grant.verb for grant in grants} >= {Verb.VERDICT, Verb.WRITE_RULES}


def test_a_token_narrows_and_never_widens():
    narrowed = rights([Role.REVIEWER], only=frozenset({Verb.QUEUE, Verb.EXPORT}))
    assert {grant.verb for grant in narrowed.grants} == {Verb.QUEUE}
