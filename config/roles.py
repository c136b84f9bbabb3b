"""The words by which agents, those they call, and machines are known: `config/roles.yml`."""

import re
from functools import cache
from pathlib import Path

import yaml

from audit.roles import Cue, Cues

_FILE = Path(__file__).with_name("roles.yml")


@cache
def role_cues() -> Cues:
    given = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    agent, other = (
        tuple(Cue(re.compile(cue["say"]), float(cue["weight"])) for cue in given[side]) for side in ("agent", "other")
    )
    return Cues(agent, other, tuple(map(re.compile, given["ivr"])))
