"""The `say` tree of a rule file becomes a Pattern whose phrases are regular expressions over normalised text."""

import re
from collections.abc import Mapping

from audit.letters import DIALECT
from audit.pii.kinds import KINDS
from audit.rules.fields import Fields, each, number, one_of, refuse, some, text
from audit.rules.model import AllOf, AnyOf, Near, Pattern, Phrase, Pii, Recognised
from audit.rules.node import Node
from audit.rules.words import INLINE, REFERENCE, Words, checked, literal_words

#: Forms of a part and the keys that may stand beside them.
FORMS = {"regex": (), "near": ("within",), "together": ("within",), "any": (), "all": ("none",), "pii": ()}
#: Forms that are a rule's whole `say` and part of no other form.
WHOLE = ("repeated", "reader", "by")
WIDEST_GAP = 60

_NOTHING = Phrase("", "")


def read_recognised(node: Node) -> Recognised:
    """What a learned reader recognises; it is part of no pattern."""
    fields = Fields(node, ["reader", "at_least"])
    say = Recognised(fields.read("reader", text, ""), fields.read("at_least", _share, 1.0))
    fields.done()
    return say


def read_pattern(node: Node, words: Words) -> Pattern:
    """Raises Refused with every fault in the tree."""
    if not isinstance(node.value, dict):
        return _words(node, words)
    form = _form(node.value, node)
    fields = Fields(node, [form], FORMS[form])

    def parts(key: str, least: int) -> tuple[Pattern, ...]:
        found = fields.read(key, each(lambda part: read_pattern(part, words)), (_NOTHING,) * least)
        if len(found) < least:
            fields.fault("rules.too_few_parts", fields.at(key), form=key, least=least)
        return found

    pattern: Pattern
    if form == "regex":
        pattern = fields.read(form, lambda value: _regex(value, words), _NOTHING)
    elif form == "any":
        pattern = AnyOf(parts(form, 1))
    elif form == "all":
        pattern = AllOf(parts(form, 1), parts("none", 0))
    elif form == "pii":
        pattern = Pii(fields.read(form, some(one_of(KINDS)), frozenset()))
    else:
        if "within" not in fields:
            fields.fault("rules.missing_key", node, key="within")
        within = fields.read("within", _gap, 0)
        pattern = Near(parts(form, 2), within, ordered=form == "near")
    fields.done()
    return pattern


def _form(keys: Mapping[str, Node], node: Node) -> str:
    for key in keys:
        if key in FORMS:
            return key
        if key in WHOLE:
            raise refuse("rules.only_at_top", node, form=key)
    raise refuse("rules.unknown_form", node, key=", ".join(keys), known=", ".join((*FORMS, *WHOLE)))


def _words(node: Node, words: Words) -> Phrase:
    source = text(node)
    if reference := REFERENCE.fullmatch(source):
        return Phrase(words.expression(reference[1], node), source)
    return Phrase(re.escape(literal_words(node, words.normal)), source)


def _regex(node: Node, words: Words) -> Phrase:
    source = text(node)
    filled = INLINE.sub(lambda group: words.expression(group[1], node), source).translate(DIALECT)
    checked(filled, node, words.normal)
    return Phrase(filled, source)


def _share(node: Node) -> float:
    value = number(node)
    if not 0 < value <= 1:
        raise refuse("rules.not_a_share", node, value=node.plain)
    return value


def _gap(node: Node) -> int:
    gap = re.fullmatch("([0-9]{1,3}) chars", text(node))
    if not gap or int(gap[1]) > WIDEST_GAP:
        raise refuse("rules.bad_gap", node, value=node.plain, limit=WIDEST_GAP)
    return int(gap[1])
