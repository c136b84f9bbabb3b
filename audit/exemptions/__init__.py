"""Reasons why a hit does not count, by the names that rules use; one file each."""

from collections.abc import Callable, Mapping

from audit.exemptions import (
    advice,
    asked_to_wait,
    authority,
    correction,
    debtor_speaking,
    hypothetical,
    lawful_stage,
    negation,
    other_actor,
    question,
    quotation,
    report,
    training_note,
    unreal,
    within_offer,
)
from audit.exemptions.hit import Hit

EXEMPTIONS: Mapping[str, Callable[[Hit], bool]] = {
    "negation": negation.exempt,
    "quotation": quotation.exempt,
    "correction": correction.exempt,
    "debtor_speaking": debtor_speaking.exempt,
    "authority": authority.exempt,
    "question": question.exempt,
    "advice": advice.exempt,
    "lawful_stage": lawful_stage.exempt,
    "unreal": unreal.exempt,
    "report": report.exempt,
    "other_actor": other_actor.exempt,
    "hypothetical": hypothetical.exempt,
    "training_note": training_note.exempt,
    "within_offer": within_offer.exempt,
    "asked_to_wait": asked_to_wait.exempt,
}
