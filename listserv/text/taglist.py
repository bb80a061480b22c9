"""Tag lists: `v=DKIM1; k=rsa; p=…`, as keys, signatures and policies are written; pure.

RFC 6376 §3.2, which DMARC and ARC took over. Names are told apart by their letter case, as
verifiers do: were `H=` read as `h=`, a signature could tell us one thing and its verifier another.
"""

from __future__ import annotations


def read(text: str) -> dict[str, str]:
    """The tags by name, without the white space in values; of two with one name the first."""
    found: dict[str, str] = {}
    for tag in text.split(";"):
        name, equals, value = tag.partition("=")
        if equals and name.strip():
            found.setdefault(name.strip(), "".join(value.split()))
    return found
