"""Templates to HTML. What every template can say: `t`, `visit`, `shown`, `fault`, `severity`, `category`, `moment`, `age`, `static`."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.console import nav
from api.console.text import shown
from api.headers import NONCE
from audit.queue import Factors
from audit.rules.model import Rule
from audit.taxonomy import CATEGORIES
from config.messages import render, words

if TYPE_CHECKING:
    from api.visit import Visit

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
#: Shape and class; the word is `severity.N` of the catalogue. Never colour alone.
SHAPES = {4: "◆", 3: "▲", 2: "●", 1: "○"}


def render_page(template: str, visit: "Visit", values: Mapping[str, Any]) -> str:
    return _templates().get_template(template).render(**_context(visit), **values)


@cache
def static(path: str) -> str:
    """The address of a file under static/; empty for a foreign script that `make setup` could not fetch."""
    assert path.startswith("vendor/") or (STATIC / path).is_file(), path
    return f"/static/{path}" if (STATIC / path).is_file() else ""


@cache
def category(identity: str, language: str) -> str:
    """`T01 人身威胁恐吓`"""
    entry = CATEGORIES[identity]
    return f"{identity} {entry.zh if language == 'zh' else entry.en}"


def age(since: datetime, now: datetime, language: str) -> str:
    """How long ago, by the largest unit: days, hours, minutes."""
    passed = max(now - since, timedelta())
    for unit, length in (("days", timedelta(days=1)), ("hours", timedelta(hours=1))):
        if passed >= length:
            return words(f"console.age.{unit}", language, count=passed // length)
    return words("console.age.minutes", language, count=passed // timedelta(minutes=1))


def moment(at: datetime | None) -> str:
    """In the offset it was given with: the agent's own clock."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def rule_list(rules: Iterable[Rule], language: str) -> Markup:
    """What a field for a rule offers: some hundred of them on pages that are opened all the time."""
    return _options(tuple((rule.id, rule.title[language]) for rule in rules))


@cache
def severity_mark(level: int, language: str) -> Markup:
    """Shape and word, side by side."""
    mark = Markup('<span class="severity s{}"><span aria-hidden="true">{}</span> {}</span>')
    return mark.format(level, SHAPES[level], words(f"severity.{level}", language))


@lru_cache(4)
def _options(named: tuple[tuple[str, str], ...]) -> Markup:
    return Markup("").join(Markup('<option value="{}">{}</option>').format(*one) for one in named)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # files of a program that runs do not change
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=static, moment=moment, shapes=SHAPES)
    return environment


def _context(visit: "Visit") -> dict[str, Any]:
    language = visit.language
    return {
        "visit": visit,
        "t": visit.say,
        "nonce": visit.request.scope.get("state", {}).get(NONCE, ""),
        "nav": nav.entries(visit),
        "here": visit.request.url.path,
        "address": _address(visit),
        "shown": partial(shown, language=language),
        "fault": partial(render, language=language),
        "category": partial(category, language=language),
        "severity_mark": partial(severity_mark, language=language),
        "rule_list": partial(rule_list, language=language),
        "rank": lambda factors: words("queue.rank", language, **_rank(factors)),
        "age": lambda at: age(at, visit.house.now(), language) if at else "",
    }


def _rank(factors: Factors) -> dict[str, str]:
    """Why an incident stands where it stands."""
    names = ("severity", "confidence", "repetition", "age", "product")
    return {name: f"{getattr(factors, name):.3g}" for name in names}


def _address(visit: "Visit") -> str:
    """Of the page that is shown, to come back to; a page that answers a form cannot be asked for again."""
    url = visit.request.url
    return f"{url.path}?{url.query}" if url.query and visit.request.method == "GET" else url.path
