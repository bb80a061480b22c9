"""Small files of many kinds, made here, and mails that carry them."""

from __future__ import annotations

import io
from email.message import EmailMessage

from PIL import Image

from tests.support.site import FRONT

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100
ZIP = b"PK\x03\x04" + b"\x00" * 60
DOCX = ZIP + b"word/document.xml"
GIF = b"GIF89a" + b"\x00" * 20

_GPS = 0x8825  # tags of EXIF
_MODEL = 0x0110
_ORIENTATION = 0x0112


def _octets(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """A picture that compresses as badly as a photograph."""
    return Image.effect_noise((width, height), 60).convert("RGB")


def jpeg(width: int = 64, height: int = 48, orientation: int = 1) -> bytes:
    """A photograph as a phone takes it: it says where, and with what."""
    exif = Image.Exif()
    exif[_MODEL] = "Itel A56 of Amina"
    exif[_ORIENTATION] = orientation
    exif.get_ifd(_GPS).update({1: "S", 2: (1.0, 17.0, 12.5), 3: "E", 4: (36.0, 49.0, 5.0)})
    return _octets(noise(width, height), "JPEG", quality=90, exif=exif, comment=b"ward 7")


def png(width: int = 64, height: int = 48) -> bytes:
    return _octets(Image.new("RGBA", (width, height), (200, 10, 10, 128)), "PNG")


def moving_gif() -> bytes:
    frames = [noise(8, 8) for _ in range(3)]
    return _octets(frames[0], "GIF", save_all=True, append_images=frames[1:])


def mail(
    sender: str, to: str, text: str, files: list[tuple[str, str, bytes]], subject: str = "Cards"
) -> bytes:
    """A mail that the front has proven, with files: (name, type, octets)."""
    made = EmailMessage()
    domain = sender.rpartition("@")[2]
    made["Authentication-Results"] = f"{FRONT}; dkim=pass header.d={domain}"
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = "Mon, 05 Jan 2026 10:00:00 +0000"
    made["Message-ID"] = f"<{abs(hash((sender, to, text, subject)))}@{domain}>"
    made.set_content(text)
    for name, kind, data in files:
        main, _, sub = kind.partition("/")
        made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
