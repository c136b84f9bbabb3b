"""Which functions enter what they do into the log of acts, found by reading them and what they call."""

import ast
import inspect
import textwrap
from functools import cache
from types import FunctionType, ModuleType

from pipelines.alerts.acting import AlertActs
from pipelines.retention import Retention

#: Packages that are read.
OURS = ("api.", "pipelines.")
#: The door enters each time that somebody comes, goes or changes a password, and the keeper each change of accounts.
BY_THEMSELVES = {"enter", "enter_by", "leave", "renew_password", "renew", "add", "disable", "give_token", "package"}
OWNERS = {"door", "keeper", "acts", "asked", "Request"}
#: Objects of ours by the names that they go by: their methods are read, too.
DESKS = {"acts": AlertActs, "acts_of": AlertActs, "mine": Retention, "_mine": Retention}


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
    called = filter(None, (_method(call, function) or _called(call, function) for call in calls))
    return any(_enters(call) for call in calls) or any(_logs(one, seen | {function}) for one in called)


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


def _method(call, function):
    """A method of a desk, of another or of the same."""
    if not isinstance(call.func, ast.Attribute):
        return None
    owner = call.func.value.func if isinstance(call.func.value, ast.Call) else call.func.value
    name = getattr(owner, "id", "")
    own = function.__globals__.get(function.__qualname__.partition(".")[0]) if name == "self" else None
    found = getattr(own or DESKS.get(name), call.func.attr, None)
    return found if isinstance(found, FunctionType) else None


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
