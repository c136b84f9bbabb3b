"""axe-core in a page of the console: what keeps people out who do not see, or do not see well.

For tests alone: `make setup` fetches it into tests/vendor, and the console serves nothing of it.
"""

import sys
from functools import cache
from pathlib import Path

from api.console.vendor import fetch
from config.messages import render

VENDOR = Path(__file__).resolve().parent / "vendor"
FILES = {"axe-core": ("axe.min.js",)}
#: Findings of this weight fail.
GRAVE = {"serious", "critical"}
#: What hides in closed parts is looked at, too; but it lies over other parts, whose colours cannot be told then.
OPEN = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
LOOK = "rules => axe.run(document, {resultTypes: ['violations'], ...(rules && {runOnly: rules})})"
#: The only rules whose answer hangs on the colours.
COLOURS = ["color-contrast", "link-in-text-block"]


def faults(page, *, opened=False):
    """Of the page that is shown, in light and in dark: rule, what it says, and where. With `opened` every part is that can be."""
    page.evaluate(_script())  # by the debugger: the page's policy stands as it is
    if opened:
        page.evaluate(OPEN)
    return _look(page, "light", None) + _look(page, "dark", COLOURS)


def _look(page, theme, rules):
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    return [
        f"{theme}: {one['id']}: {one['help']}: {node['html'][:200]}"
        for one in page.evaluate(LOOK, rules)["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@cache
def _script():
    path = VENDOR / "axe-core" / "axe.min.js"
    assert path.is_file(), "axe-core is not here; `make setup` fetches it"
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    if problem := fetch(vendor=VENDOR, files=FILES, dev=True):
        sys.exit(render(problem, "en"))
