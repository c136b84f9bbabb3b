"""Characters one by one: what each becomes in the normal form, and which go away."""

import re
import unicodedata
from itertools import chain
from string import ascii_lowercase

from audit.simplified import SIMPLIFIED, TRADITIONAL

#: One Chinese character.
HAN = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Characters beside which a blank means nothing.
WIDE = "\u2e80-\ufaff\U00020000-\U0003ffff"
#: Never seen or never meant: controls, zero-width signs, combining marks, surrogates, emoji, tags.
DROPPED = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u0300-\u036f\u061c\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20ff\u25a0-\u27bf\u2b00-\u2bff\u302a-\u302f\u3099\u309a\ud800-\udfff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
    "\ufff9-\ufffc\U0001f000-\U0001faff\U000e0000-\U000e01ef"
)
#: Signs that people put between characters to hide a word: always, or in chains.
LOOSE, SIGN = "*_~^|#&`", r"*·•.\-_~^|/\\+=#&`→‖¦§¤※°¨¯"
#: What people say and write elsewhere for a word of the standard language.
DIALECT = str.maketrans("俺侬佢恁倷妳哋嘅冇喺畀咗啲", "我你他你你你们的没在给了些")
#: Pictures that stand for words, between Chinese characters.
PICTURES = {
    **dict.fromkeys("☎📞", "电话"), "📱": "手机", **dict.fromkeys("💰💵💴", "钱"), **dict.fromkeys("👮🚔🚓", "警察"), "🏦": "银行",
    **dict.fromkeys("🏠🏡", "家"), "👪": "家人", "🐴": "妈", **dict.fromkeys("🐶🐕", "狗"), **dict.fromkeys("🐷🐖", "猪"), "💩": "屎", "🔪": "刀",
}  # fmt: skip
_QUOTES = {**dict.fromkeys("“”„‟«»「」『』〝〞", '"'), **dict.fromkeys("‘’‚‛‹›′´", "'")}
_OWN = {
    "\t": " ",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
    "○": "〇",
    "…": "…",
    **_QUOTES,
    **dict.fromkeys("丶丨丿", "*"),
}
#: Letters of other scripts that look like Latin ones.
_OWN |= dict(zip("авеѕіјкмнорстухԁɡοανρτυκιμηω", "abesijkmhopctyxdgoavptukiunw", strict=True))
_OWN |= dict(zip("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abesijkmhopctyxabezhikmnoptyx", strict=True))
_RANGES = (
    (0x41, 0x530),
    (0x2000, 0x2500),
    (0x2E80, 0x3400),
    (0xF900, 0xFB07),
    (0xFE10, 0xFE70),
    (0xFF00, 0xFFF0),
    (0x1D400, 0x1D800),
)


def _tables() -> tuple[dict[int, int], dict[str, str]]:
    """Single replacements by code point, and characters that become several."""
    one, several = {}, {}
    simple = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    dropped = re.compile(f"[{DROPPED}]")
    for code in chain(*(range(*limits) for limits in _RANGES), map(ord, TRADITIONAL), map(ord, _OWN), DIALECT):
        character = chr(code)
        whole = _OWN.get(character) or unicodedata.normalize("NFKC", character)
        plain = "".join(_one(part, simple) for part in whole)
        if plain == character or (dropped.match(character) and character not in _OWN):
            continue
        if len(plain) == 1:
            one[code] = ord(plain)
        elif not (dropped.search(plain) or " " in plain):
            several[character] = plain
    return one, several


def _one(character: str, simple: dict[str, str]) -> str:
    character = _OWN.get(character, character)
    lower = character.lower()
    plain = simple.get(character, lower if len(lower) == 1 else character).translate(DIALECT)
    base = unicodedata.normalize("NFD", plain)[0]
    return base if base in ascii_lowercase else plain


ONE, SEVERAL = _tables()
