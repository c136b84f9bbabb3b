"""Receipt numbers: nobody guesses one, anybody can read one out, and a slip of the pen is noticed."""

import hashlib

from audit.errors import Problem, Refused
from audit.text import normalise

#: Crockford's: without I, L, O and U, which are taken for others or make words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: How these are read all the same.
_ALIKE = str.maketrans("ILO", "110")
#: Of chance in a number: at a million guesses a second a hit among a million numbers takes a thousand years.
BITS = 75
_SIGNS, _GROUP = BITS // 5, 4
#: x^5 + x^2 + 1, by which signs are multiplied.
_FIELD = 0b100101


def written(number: int) -> str:
    """`7K3M-9Q2A-XW5T-0HBC`: fifteen signs of the number, 0 to 2^75 - 1, and one that checks them."""
    values = [number >> 5 * place & 31 for place in reversed(range(_SIGNS))]
    signs = "".join(ALPHABET[value] for value in (*values, _check(values)))
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def read(given: str) -> str:
    """As `written` has it, whatever blanks, hyphens and cases it came with. Raises Refused (`receipt.misspelt`)."""
    plain = normalise(given[:100]).text.upper().translate(_ALIKE)
    signs = "".join(one for one in plain if not one.isspace() and one not in "-‐‑–—_.")
    values = [ALPHABET.find(one) for one in signs]
    if len(values) != _SIGNS + 1 or min(values) < 0 or _check(values):
        raise Refused(Problem("receipt.misspelt", given[:30].strip() or "-"))
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def digest(receipt: str) -> str:
    """What is kept in its place: whoever reads our records learns no receipt."""
    return hashlib.sha256(f"receipt\x1f{receipt}".encode()).hexdigest()


def _check(values: list[int]) -> int:
    """Damm's check over 32 signs: one wrong sign, or two neighbours changed about, is always noticed (Damm 2004)."""
    interim = 0
    for value in values:
        interim = (interim ^ value) << 1
        if interim > 31:
            interim ^= _FIELD
    return interim
