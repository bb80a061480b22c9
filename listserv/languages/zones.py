"""Time zones as people write them: a city, a country that has one, `UTC+3`, or the name itself.

Pure but for the reading of Babel's and the system's tables, once. Owns the step from what is typed
to a name of the IANA table, and back to what a letter says: nobody should read `Etc/GMT-3`, whose
sign is the wrong way round. What could be several zones, or none, is "", and is asked back.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from listserv.languages import countries
from listserv.languages.plain import fold, words
from listserv.languages.words import tables

_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*(?:([+-])\s*(\d{1,2})(?:[:.h]?([0-5]\d))?)?")
_DASHES = str.maketrans("−–‑", "---")
_MOST_HOURS = 14
_TIME_WORDS = frozenset({"time", "heure", "hora", "de", "du", "da", "of", "توقيت", "zone", "city"})
# Zones that people of several countries know by letters; what could be two (IST) is not here.
_LETTERS = {
    "eat": "Africa/Nairobi",
    "east africa": "Africa/Nairobi",
    "cat": "Africa/Maputo",
    "central africa": "Africa/Maputo",
    "wat": "Africa/Lagos",
    "west africa": "Africa/Lagos",
    "sast": "Africa/Johannesburg",
    "brt": "America/Sao_Paulo",
    "pht": "Asia/Manila",
    "ict": "Asia/Bangkok",
    "bst": "Europe/London",
    "cest": "Europe/Paris",
    "eest": "Europe/Athens",
    "npt": "Asia/Kathmandu",
    "pkt": "Asia/Karachi",
}
# Cities of many people that the table does not name.
_ALSO = {
    "Africa/Douala": ("Yaoundé",),
    "Africa/Johannesburg": ("Cape Town", "Pretoria", "Durban"),
    "Africa/Lagos": ("Abuja", "Kano", "Ibadan"),
    "Africa/Lubumbashi": ("Goma", "Bukavu"),
    "Africa/Nairobi": ("Mombasa", "Kisumu"),
    "America/New_York": ("Washington", "Boston", "Atlanta"),
    "America/Sao_Paulo": ("Brasília", "Rio de Janeiro"),
    "Asia/Karachi": ("Islamabad", "Lahore"),
    "Asia/Kolkata": ("Delhi", "New Delhi", "Mumbai", "Bombay", "Chennai", "Bangalore"),
    "Asia/Shanghai": ("Beijing", "Peking", "Pékin"),
    "Europe/London": ("Oxford", "Cambridge", "Edinburgh"),
    "Europe/Zurich": ("Geneva", "Genève", "Ginebra", "Genebra", "جنيف"),
}
# Hours that are no whole ones have no zone of their own.
_BETWEEN = {
    (3, 30): "Asia/Tehran",
    (4, 30): "Asia/Kabul",
    (5, 30): "Asia/Kolkata",
    (5, 45): "Asia/Kathmandu",
    (6, 30): "Asia/Yangon",
    (9, 30): "Australia/Darwin",
}


def zone(text: str) -> str:
    """`Africa/Nairobi` for `nairobi`, `Nairobi, Kenya`, `Kenya`, `EAT` or `Africa/Nairobi`;
    `Etc/GMT-3` for `UTC+3`; "" for what is no zone, or may be several."""
    text = text[:100].strip(" .")
    if key := _keys().get(text.casefold().replace(" ", "_")):
        return key
    if found := _offset(text):
        return found
    parts = (one for one in (text, *re.split(r"[,;()]", text)))
    return next(filter(None, map(_named, parts)), "")


def said(key: str) -> str:
    """A zone as people read it: `UTC+3` for `Etc/GMT-3`, else the name itself."""
    found = re.fullmatch(r"Etc/GMT([+-])(\d{1,2})", key)
    if found is None:
        return key
    return f"UTC{'+' if found[1] == '-' else '-'}{found[2]}"


def _offset(text: str) -> str:
    found = _OFFSET.fullmatch(fold(text.translate(_DASHES)).strip())
    if found is None or not text.strip():
        return ""
    hours, minutes = int(found[2] or 0), int(found[3] or 0)
    if minutes:
        return _BETWEEN.get((hours, minutes), "") if found[1] == "+" else ""
    if hours > _MOST_HOURS or (found[1] == "-" and hours > _MOST_HOURS - 2):
        return ""
    sign = "-" if found[1] == "+" else "+"  # POSIX counts westward
    return f"Etc/GMT{sign}{hours}" if hours else "UTC"


def _named(text: str) -> str:
    """A city, letters, or a country where all clocks are alike."""
    said = tuple(word for word in words(text) if word not in _TIME_WORDS) or words(text)
    if not said:
        return ""
    if key := _LETTERS.get(" ".join(said)) or _cities().get(said) or _cities().get(words(text)):
        return key
    zones = get_global("territory_zones").get(countries.code(text), ())
    return zones[0] if len(zones) == 1 and zones[0] in zoneinfo.available_timezones() else ""


@cache
def _keys() -> Mapping[str, str]:
    """The names of the table without case."""
    return {
        key.casefold(): key
        for key in sorted(zoneinfo.available_timezones())
        if not key.startswith(("posix/", "right/")) and key not in ("Factory", "localtime")
    }


@cache
def _cities() -> Mapping[tuple[str, ...], str]:
    """Folded words of a city -> its zone: those of the table, and their names in all languages."""
    found: dict[tuple[str, ...], str] = {}
    usual = [key for zones in get_global("territory_zones").values() for key in zones]
    known = zoneinfo.available_timezones()
    for key in (*usual, *sorted(known)):
        city = key.rpartition("/")[2].replace("_", " ")
        if "/" in key and not key.startswith("Etc/") and key in known:
            found.setdefault(words(city), key)
    also = ((key, city) for key, cities in _ALSO.items() for city in cities)
    for key, city in (*_translated(), *also):
        if key in known:
            found.setdefault(words(city), key)
    return found


def _translated() -> Iterator[tuple[str, str]]:
    for language in tables():
        try:
            zones = Locale.parse(language).time_zones
        except (UnknownLocaleError, ValueError):
            continue
        yield from ((key, told["city"]) for key, told in zones.items() if "city" in told)
