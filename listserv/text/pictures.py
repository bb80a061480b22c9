"""Photographs made small, and without what tells where they were taken; run in the children only.

Owns what a picture of a member may hold when it goes on: its pixels and nothing else. It is drawn
anew as a JPEG of at most SIDE pixels: place, time, the phone's name, thumbnails and comments stay
behind (EXIF, XMP, IPTC), and so does whatever is hidden after its end.

A picture that is damaged, moves, or is larger than memory allows is None.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

SIDE = 1280  # pixels
QUALITY = 75
MOST_PIXELS = 40_000_000  # that are drawn; four octets each, twice
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")

# The largest that is opened at all: a JPEG of many pixels is read at an eighth of its size.
Image.MAX_IMAGE_PIXELS = 4 * MOST_PIXELS


def shrunk(data: bytes) -> bytes | None:
    """A picture as a small JPEG; None for what is none, moves, or is too large to be drawn."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            return None if _moves(picture) else _drawn(picture)
    except Exception:  # hostile octets: any decoder may fail, or ask for too much memory
        return None


def _moves(picture: Image.Image) -> bool:
    """Some phones put several views of one moment into a JPEG; the first of them is the picture."""
    return picture.format in ("GIF", "PNG", "WEBP") and getattr(picture, "is_animated", False)


def _drawn(picture: Image.Image) -> bytes | None:
    picture.draft("RGB", (SIDE, SIDE))  # of a JPEG no pixels are read that nobody will see
    if picture.width * picture.height > MOST_PIXELS:
        return None
    seen = picture if picture.mode in ("L", "RGB") else picture.convert("RGBA")
    seen.thumbnail((SIDE, SIDE))
    turned = ImageOps.exif_transpose(seen)
    # A new one has no metadata that a writer could take along.
    clean = Image.new("RGB", turned.size, "white")
    clean.paste(turned, mask=turned.getchannel("A") if turned.mode == "RGBA" else None)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
