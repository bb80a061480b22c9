"""Mail as GnuPG and OpenSSL sign and encrypt it, and their judgement of what came of it."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy as parsing
from email.message import EmailMessage
from pathlib import Path

AMINA = "amina@clinic.example"


class Keys:
    """A pair of keys of each kind, in a folder whose path is short enough for gpg's socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        who = (
            "-subj",
            f"/CN=Amina/emailAddress={AMINA}",
            "-addext",
            f"subjectAltName=email:{AMINA}",
        )
        self.openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *who),
            *("-keyout", self.key, "-out", self.certificate),
        )
        self.gpg("--quick-gen-key", f"Amina <{AMINA}>", "default", "default", "never")

    def run(self, *words: str | Path, given: bytes = b"") -> bytes:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=self.folder,
            env={**os.environ, "GNUPGHOME": str(self.folder)},
            input=given,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def gpg(self, *words: str | Path, given: bytes = b"") -> bytes:
        alone = "--batch --pinentry-mode loopback --trust-model always --no-auto-key-locate"
        return self.run("gpg", *alone.split(), "--passphrase", "", *words, given=given)

    def openssl(self, *words: str | Path, given: bytes = b"") -> bytes:
        return self.run("openssl", *words, given=given)

    def pgp_mime(self, content: bytes) -> bytes:
        """A mail signed as RFC 3156 §5 says; `content` is an entity."""
        signature = self.gpg("--armor", "--detach-sign", "--digest-algo", "SHA256", given=content)
        return (
            b'Content-Type: multipart/signed; micalg="pgp-sha256";\r\n'
            b' protocol="application/pgp-signature"; boundary="a  b"\r\n\r\n'
            b"This is an OpenPGP/MIME signed message (RFC 4880 and 3156)\r\n"
            b"--a  b\r\n" + content + b"\r\n--a  b\r\n"
            b"Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n"
            + signature.replace(b"\n", b"\r\n")
            + b"\r\n--a  b--\r\n"
        )

    def s_mime(self, content: bytes) -> bytes:
        """A mail signed as RFC 8551 §3.5.3 says."""
        words = ("cms", "-sign", "-signer", self.certificate, "-inkey", self.key, "-crlfeol")
        return crlf(self.openssl(*words, given=content))

    def verify_pgp(self, signed: bytes) -> None:
        """Judge a multipart/signed entity; AssertionError with gpg's words where it is not good."""
        _, signature = read(signed).iter_parts()
        (self.folder / "signature").write_bytes(signature.get_content())
        self.gpg("--verify", "signature", "-", given=first_part(signed))

    def verify_s_mime(self, signed: bytes) -> bytes:
        """What was signed; AssertionError with openssl's words where the signature is not good."""
        return crlf(self.openssl("cms", "-verify", "-CAfile", self.certificate, given=signed))


@contextmanager
def keys() -> Iterator[Keys]:
    folder = Path(tempfile.mkdtemp(prefix="gpg-", dir="/tmp"))
    try:
        made = Keys(folder)
        yield made
        made.run("gpgconf", "--kill", "all")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def crlf(octets: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", octets)


def entity(body: bytes, charset: str = "us-ascii", encoding: str = "7bit") -> bytes:
    lines = (
        f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    )
    return lines.encode() + b"\r\n" + body


def read(octets: bytes) -> EmailMessage:
    message = email.message_from_bytes(octets, policy=parsing.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def first_part(octets: bytes) -> bytes:
    """The octets of the first part of a multipart, cut out by hand: nothing is written anew."""
    boundary = str(read(octets).get_boundary()).encode()
    _, _, rest = octets.partition(b"\r\n--" + boundary + b"\r\n")
    return rest.partition(b"\r\n--" + boundary)[0]
