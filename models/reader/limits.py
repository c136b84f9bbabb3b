"""`python -m models.reader.limits`: writes the chosen limits into the categories' rules and raises the versions of those that change."""

import json
import re
from pathlib import Path

from config.loader import CONFIG

FOLDER = Path(__file__).resolve().parent
_SAY = re.compile(r"^say: \{reader: (T\d\d), at_least: ([0-9.]+)\}$", re.MULTILINE)
_VERSION = re.compile(r"^version: (\d+)$", re.MULTILINE)


def rewritten(rule: str, least: dict[str, float], most: float = 0.9) -> str:
    """The rule's text with its category's limit; a limit above `most` means that none was worth its false alarms."""
    said = _SAY.search(rule)
    if said is None or f"{min(least[said[1]], most):.2f}" == said[2]:
        return rule
    changed = _SAY.sub(f"say: {{reader: {said[1]}, at_least: {min(least[said[1]], most):.2f}}}", rule)
    return _VERSION.sub(lambda version: f"version: {int(version[1]) + 1}", changed, count=1)


def main() -> None:
    least = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))["at_least"]
    for path in sorted((CONFIG / "packs" / "cn").glob("reader-*.yml")):
        before = path.read_text(encoding="utf-8")
        after = rewritten(before, least)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(path.name)


if __name__ == "__main__":
    main()
