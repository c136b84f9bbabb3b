"""Kinds of corrective actions with their titles: `config/actions.yml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from audit.errors import Problem, Refused
from audit.rules.fields import Fields, refuse, text
from audit.rules.node import Node
from config.loader import CONFIG
from config.messages import LANGUAGES
from config.yaml_lines import read_yaml


@cache
def action_kinds(path: Path = CONFIG / "actions.yml") -> Mapping[str, Mapping[str, str]]:
    """Kind -> language -> title, in the order of the file. Raises Refused with every fault."""
    (node,) = read_yaml(path.read_bytes(), path.name)
    if not isinstance(node.value, dict):
        raise refuse("rules.not_a_mapping", node, keys="training, warning, …")
    kinds = dict[str, Mapping[str, str]]()
    faults = list[Problem]()
    for kind, titles in node.value.items():
        try:
            kinds[kind] = _titles(titles)
        except Refused as refused:
            faults += refused.problems
    if faults:
        raise Refused(faults)
    return kinds


def kind_title(kind: str, language: str) -> str:
    """The word itself for a kind that is known no more."""
    return action_kinds().get(kind, {}).get(language, kind)


def _titles(node: Node) -> Mapping[str, str]:
    fields = Fields(node, LANGUAGES)
    titles = {language: fields.read(language, text, "") for language in LANGUAGES}
    fields.done()
    return titles
