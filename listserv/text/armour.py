"""Signed and encrypted mail: what is closed to us, and the armour round an inline signature; pure.

Owns the forms of OpenPGP (RFC 9580, RFC 3156) and S/MIME (RFC 8551) as far as a list meets them:
it holds no key, opens nothing and checks no signature. What is closed has no text that anybody here
can read; what is signed inline is text between two marks.

A failure here cannot happen: armour that is not whole is text.
"""

from __future__ import annotations

import re

from listserv.text.mime import Part

# S/MIME that is signed in one piece is closed too: its text lies inside.
CLOSED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"
_MESSAGE = "-----BEGIN PGP MESSAGE-----"


def is_closed(root: Part, plain: str) -> bool:
    """Whether the text of a mail is encrypted; `plain` is what can be read of it."""
    # The whole of a mail is its text, and not beside it, whatever it calls itself (RFC 8551 §3.3).
    sealed = any(
        part.type in CLOSED and (part is root or part.disposition() != "attachment")
        for part in root.walk()
    )
    return sealed or any(line.rstrip() == _MESSAGE for line in plain.split("\n"))


def is_signed(text: str) -> bool:
    """Whether a text has an inline signature (RFC 9580 §7)."""
    return f"\n{_SIGNED}" in f"\n{text}" and f"\n{_END}" in text


def unwrapped(text: str) -> str:
    """The words between the marks, and what stands around them; line ends are "\\n"."""
    if not is_signed(text):
        return text
    kept: list[str] = []
    within = ""  # the mark that came last
    for line in re.split(r"(?<=\n)", text):  # each with its own end
        mark = line.rstrip()
        if (within, mark) in (("", _SIGNED), ("said", _SIGNATURE)):
            within = mark
        elif within == _SIGNED:  # its own headers, up to an empty line
            within = "" if mark == _SIGNED else within if mark else "said"
        elif within == _SIGNATURE:
            within = "" if mark == _END else within
        else:
            kept.append(line.removeprefix("- ") if within else line)
    return text if within else "".join(kept)
