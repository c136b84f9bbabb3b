"""Days of contacts, by the calendar of where they were made."""

from datetime import date, timedelta

from sqlalchemy import BigInteger, cast

from pipelines.adapters.sql.tables import contacts

_EPOCH = date(1970, 1, 1)
DAY_US = 86_400 * 1_000_000
#: Number of the day since 1970.
DAY = (contacts.c.at_us + cast(contacts.c.at_offset, BigInteger) * 1_000_000) // DAY_US


def to_day(number: int | None) -> date | None:
    return None if number is None else day_of(number)


def day_of(number: int) -> date:
    return _EPOCH + timedelta(days=number)
