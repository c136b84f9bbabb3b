"""Charts as Vega-Lite, in no colours yet: a page or a report brings its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.rates import Change, Counted

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]


def trend(counted: Sequence[Counted], changes: Sequence[Change], words: Mapping[str, str]) -> Spec:
    """Contacts with an incident per 1,000, day by day with their interval; dashed where a pack or a model changed.

    `words` has `day`, `share`, `interval`, `contacts`, `change` and a name for each kind of change.
    """
    points = [{"day": one.name, "contacts": one.contacts, **_interval(one)} for one in counted]
    marks = [{"day": one.day.isoformat(), "what": f"{words[one.what]} {one.name}"} for one in changes]
    x = {"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate", "axis": {"title": None, "format": "%m-%d"}}
    told = [
        {
            "field": "day",
            "type": "temporal",
            "timeUnit": "utcyearmonthdate",
            "title": words["day"],
            "format": "%Y-%m-%d",
        },
        {"field": "value", "title": words["share"], "format": ".1f"},
        {"field": "span", "title": words["interval"]},
        {"field": "contacts", "title": words["contacts"]},
    ]
    y = {"type": "quantitative", "axis": {"title": words["share"]}}
    return _chart(
        {
            "height": 200,
            "layer": [
                {
                    "data": {"values": points},
                    "mark": {"type": "area", "opacity": 0.18},
                    "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
                },
                {
                    "data": {"values": points},
                    "mark": {"type": "line", "point": True},
                    "encoding": {"x": x, "y": {"field": "value", **y}, "tooltip": told},
                },
                # A layer in which nothing is drawn would be a picture without a text for those who do not see.
                *([_changed(marks, x, words)] if marks else []),
            ],
        }
    )


def _changed(marks: Sequence[Mapping[str, str]], x: Spec, words: Mapping[str, str]) -> Spec:
    return {
        "data": {"values": marks},
        "mark": {"type": "rule", "strokeDash": [4, 3], "size": 2},
        "encoding": {"x": x, "tooltip": [{"field": "what", "title": words["change"]}]},
    }


def whiskers(counted: Sequence[Counted], words: Mapping[str, str]) -> Spec:
    """Contacts with an incident per 1,000, each with its interval, in the order given. `words` as for `trend`."""
    points = [{"name": one.name, "contacts": one.contacts, **_interval(one)} for one in counted]
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 160}}
    axis = {"type": "quantitative", "axis": {"title": words["share"]}}
    told = [
        {"field": "name", "title": words["name"]},
        {"field": "value", "title": words["share"], "format": ".1f"},
        {"field": "span", "title": words["interval"]},
        {"field": "contacts", "title": words["contacts"]},
    ]
    return _chart(
        {
            "height": {"step": 22},
            "data": {"values": points},
            "layer": [
                {
                    "mark": {"type": "rule", "size": 2},
                    "encoding": {"y": y, "x": {"field": "low", **axis}, "x2": {"field": "high"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 60},
                    "encoding": {"y": y, "x": {"field": "value", **axis}, "tooltip": told},
                },
            ],
        }
    )


def bars(counted: Sequence[tuple[str, float]], words: Mapping[str, str]) -> Spec:
    """A bar each, with its number at its end, in the order given. `words` has `name` and `count`."""
    points = [{"name": name, "count": number} for name, number in counted]
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 220}}
    x = {"field": "count", "type": "quantitative", "axis": {"title": words["count"], "tickMinStep": 1}}
    told = [{"field": "name", "title": words["name"]}, {"field": "count", "title": words["count"]}]
    return _chart(
        {
            "height": {"step": 20},
            "data": {"values": points},
            "encoding": {"y": y, "x": x, "tooltip": told},
            "layer": [
                {"mark": {"type": "bar", "size": 12}},
                {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "count"}}},
            ],
        }
    )


def _chart(body: Spec) -> Spec:
    return {"$schema": SCHEMA, "width": "container", "background": None, **body}


def _interval(one: Counted) -> dict[str, object]:
    value, low, high = one.share
    return {"value": value, "low": low, "high": high, "span": f"{low:.1f} – {high:.1f}"}
