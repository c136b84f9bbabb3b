"""What the rest of a text says about a stretch that may be a name: it comes again, it is spelled out, a title follows it elsewhere."""

from audit.pii import places
from audit.pii.long_words import BEGINNINGS
from audit.pii.name_lists import TITLES

_TITLES = frozenset(TITLES.split("|"))
#: Characters in which the word stands that a sign is explained by: 关闭的闭, 一个温度的温.
_REACH = 3


def title(text: str, at: int) -> bool:
    return text[at : at + 2] in _TITLES


def echo(text: str, start: int, surname: str, end: int) -> str:
    """Whether the surname comes back where it can only be one (常乐常先生, 姓云), or a sign is explained (苗条的条)."""
    if text.startswith(surname, end) and title(text, end + len(surname)):
        return "!"
    if text[end - 1] == surname and title(text, end):
        return "-"
    if text[end : end + 1] == "的" and text[end + 1 : end + 2] == text[end - 1]:
        return "="
    if text[start - 1 : start] != "姓" and f"姓{surname}" in text:
        return "*"
    at = text.find(surname, end)
    return "+" if at >= 0 and title(text, at + len(surname)) else ""


def named(text: str) -> str:
    """Whether names are spoken of at all."""
    return "n" if "名" in text else "x" if "姓" in text else "j" if "叫" in text else ""


def again(text: str, start: int, end: int) -> str:
    """Whether the whole stands there once more: right behind, right before, anywhere else."""
    name = text[start:end]
    if text.startswith(name, end):
        return "2"
    if text.endswith(name, 0, start):
        return "1"
    if text.find(name, end) >= 0:
        return ">"
    return "<" if text.find(name, 0, start) >= 0 else ""


def explained(text: str, start: int, end: int) -> int:
    """Which signs of a stretch are spelled out by words that they are in (关闭的闭): one for the first, two for each other."""
    known = 0
    for at in range(start, end):
        if f"的{text[at]}" in text and _explained(text, text[at]):
            known += 2 if at > start else 1
    return known


def _explained(text: str, sign: str) -> bool:
    at = text.find(f"的{sign}")
    while at > 0:
        if sign in text[max(0, at - _REACH) : at]:
            return True
        at = text.find(f"的{sign}", at + 1)
    return False


def place(text: str, start: int, end: int) -> str:
    """Whether the stretch is the name of a place, with its kind or without, or begins or ends with one."""
    name = text[start:end]
    if name in places.FULL or text[start : end + 1] in places.FULL:
        return "f"
    if name in places.SHORT:
        return "s"
    if name[:2] in places.SHORT:
        return "h"
    if name[1:] in places.SHORT:
        return "t"
    return "l" if start and text[start - 1 : end] in places.SHORT else ""


def elsewhere(text: str, start: int, end: int, surname: int, shape: str) -> list[str]:
    """Features that few stretches have: said again, spelled out, the name of a place, the beginning of a longer word."""
    found = []
    if twice := again(text, start, end):
        found.append(f"D{twice}{shape}")
    if len(shape) > 1 and (cue := named(text)):
        found.append(f"U{cue}{shape}")
    if "的" in text and (known := explained(text, start + surname - 1, end)):
        found.append(f"I{known}{shape}")
    if kind := place(text, start, end):
        found.append(f"C{kind}{shape}")
    if text[start : start + 3] in BEGINNINGS:
        found.append(f"T{shape}")
    return found
