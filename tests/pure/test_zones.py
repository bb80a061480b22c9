"""Time zones as people write them."""

from __future__ import annotations

import zoneinfo

import pytest

from listserv.languages import zones


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Africa/Nairobi", "Africa/Nairobi"),
        ("africa/nairobi", "Africa/Nairobi"),
        ("Nairobi", "Africa/Nairobi"),
        ("kampala", "Africa/Kampala"),
        ("Nairobi, Kenya", "Africa/Nairobi"),
        ("Mexico City", "America/Mexico_City"),
        ("Ciudad de México", "America/Mexico_City"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Le Caire", "Africa/Cairo"),
        ("القاهرة", "Africa/Cairo"),
        ("Genève", "Europe/Zurich"),
        ("New York", "America/New_York"),
        ("EAT", "Africa/Nairobi"),
        ("East Africa Time", "Africa/Nairobi"),
        ("Nairobi time", "Africa/Nairobi"),
        ("Kenia", "Africa/Nairobi"),
        ("Inde", "Asia/Kolkata"),
        ("GMT", "GMT"),
        ("utc", "UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("GMT +03:00", "Etc/GMT-3"),
        ("UTC−5", "Etc/GMT+5"),
        ("+0530", "Asia/Kolkata"),
        ("GMT+5:45", "Asia/Kathmandu"),
        ("UTC+٣", "Etc/GMT-3"),
        # several, or none
        ("Brazil", ""),
        ("Mars", ""),
        ("UTC+25", ""),
        ("UTC+5:10", ""),
        ("3", ""),
        ("", ""),
        ("../../etc/passwd", ""),
        ("x" * 10_000, ""),
    ],
)
def test_a_zone(typed: str, key: str) -> None:
    assert zones.zone(typed) == key
    if key:
        assert zoneinfo.ZoneInfo(key)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Etc/GMT-3", "UTC+3"),
        ("Etc/GMT+5", "UTC-5"),
        ("Africa/Nairobi", "Africa/Nairobi"),
        ("UTC", "UTC"),
        ("", ""),
    ],
)
def test_what_a_letter_says_is_understood_again(key: str, said: str) -> None:
    assert zones.said(key) == said
    assert zones.zone(said) == key
