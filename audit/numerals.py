"""Numbers as people say and write them: `36`, `三十六`, `两万五`, `1.2万`."""

import re

_DIGITS = {"零": 0, "〇": 0, "两": 2, **{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
#: A number within a normalised text.
NUMBER = re.compile(r"[0-9]{1,9}(?:,[0-9]{3})*(?:\.[0-9]{1,2})?[万千百]?|[一二两三四五六七八九十百千万零〇]{1,12}")


def number(text: str) -> float | None:
    """None for what is no number, such as `百万` alone or `万千`."""
    found = re.fullmatch(r"([0-9,]+(?:\.[0-9]+)?)([万千百]?)", text)
    if found:
        return float(found[1].replace(",", "")) * _UNITS.get(found[2], 1)
    return _spoken(text)


def _spoken(text: str) -> float | None:
    total, section, digit, last = 0, 0, None, 1
    for sign in text:
        if sign in _DIGITS:
            digit, last = _DIGITS[sign], 1 if sign in "零〇" else last
        elif sign == "万":
            total, section, digit, last = (total + section + (digit or 0)) * 10_000, 0, None, 10_000
            if total == 0:
                return None
        elif sign in _UNITS:
            if digit is None and sign != "十":
                return None
            section, digit, last = section + (1 if digit is None else digit) * _UNITS[sign], None, _UNITS[sign]
        else:
            return None
    if digit is None:
        return float(total + section) if text else None
    # 两万五 is 25,000 and 三百二 is 320: a last digit counts a tenth of the unit before it.
    return float(total + section + digit * (last // 10 if last > 10 else 1))
