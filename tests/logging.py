"""Which functions enter what they do into the log of acts, found by reading them and what they call."""

import ast
import inspect
import textwrap
from functools import cache
from types import FunctionType, ModuleType

#: Packages that are read.
OURS = ("api.", "pipelines.")
#: The door enters each time that somebody comes, goes or changes a password, and the keeper each change of accounts.
BY_THEMSELVES = {"enter", "enter_by", "leave", "renew_password", "renew", "add", "disable", "give_token", "package"}
OWNERS = {"door", "keeper", "acts", "asked", "Request"}


def logs(function):
    """Whether it, or anything of ours that it calls, enters an act."""
    return _logs(inspect.unwrap(function), frozenset())


@cache
def _tree(function):
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _logs(function, seen):
    if function in seen:
        return False
    calls = [node for node in ast.walk(_tree(function)) if isinstance(node, ast.Call)]
    return any(_enters(call) for call in calls) or any(
        _logs(called, seen | {function}) for called in filter(None, (_called(call, function) for call in calls))
    )


def _enters(call):
    """`visit.act(…)`, `….acts.add(…)`, `….door.enter(…)`"""
    named = call.func
    if not isinstance(named, ast.Attribute):
        return False
    owner = named.value
    if named.attr == "act" and isinstance(owner, ast.Name) and owner.id == "visit":
        return True
    whose = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    if isinstance(owner, ast.Call):
        whose = getattr(owner.func, "id", "")
    return named.attr in BY_THEMSELVES and whose in OWNERS


def _called(call, function):
    """A function of ours, by its name or as one of a module."""
    named, known = call.func, inspect.unwrap(function).__globals__
    found = None
    if isinstance(named, ast.Name):
        found = known.get(named.id)
    elif isinstance(named, ast.Attribute) and isinstance(named.value, ast.Name):
        module = known.get(named.value.id)
        found = getattr(module, named.attr, None) if isinstance(module, ModuleType) else None
    return found if isinstance(found, FunctionType) and found.__module__.startswith(OURS) else None
