"""Which files go on to members: names, declared types and first octets must agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text import filetypes
from tests.support.files import DOCX, GIF, OLE, PDF, ZIP, jpeg, png
from tests.support.pace import Pace

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "declared", "data", "type_"),
    [
        ("card.pdf", "application/pdf", PDF, "application/pdf"),
        ("CARD.PDF", "application/octet-stream", PDF, "application/pdf"),
        ("minutes.docx", OFFICE, DOCX, OFFICE),
        ("minutes.docx", "application/zip", DOCX, OFFICE),
        ("old.doc", "application/msword", OLE, "application/msword"),
        ("figures.csv", "application/vnd.ms-excel", b"a;b\n1;2\n", "text/csv"),
        ("note.txt", "text/plain", "Café".encode(), "text/plain"),
        ("ward.jpg", "image/jpeg", jpeg(), "image/jpeg"),
        ("ward.jpeg", "image/jpg", jpeg(), "image/jpeg"),
        ("chart.png", "image/png", png(), "image/png"),
        ("v1.2 of May.pdf", "application/pdf", PDF, "application/pdf"),
        ("who.int.pdf", "application/pdf", PDF, "application/pdf"),
    ],
)
def test_what_goes(name: str, declared: str, data: bytes, type_: str) -> None:
    kind = filetypes.of(name, declared, data)
    assert kind is not None
    assert kind.type == type_


@pytest.mark.parametrize(
    ("name", "declared", "data"),
    [
        ("setup.exe", "application/octet-stream", b"MZ\x90\x00"),
        ("card.pdf.exe", "application/pdf", PDF),
        ("card.exe.pdf", "application/pdf", PDF),
        ("card.pdf .EXE ", "application/pdf", PDF),
        ("card.pdf.", "application/pdf", PDF),
        ("card.pdf", "application/pdf", b"MZ\x90\x00"),
        ("card.pdf", "application/x-msdownload", PDF),
        ("card.pdf", "image/jpeg", PDF),
        ("card.pdf", "text/html", PDF),
        ("page.html", "text/html", b"<script>"),
        ("picture.svg", "image/svg+xml", b"<svg onload='x'>"),
        ("packed.zip", "application/zip", ZIP),
        ("macros.docm", "application/vnd.ms-word.document.macroEnabled.12", DOCX),
        ("macros.docx", OFFICE, DOCX + b"word/vbaProject.bin"),
        ("macros.doc", "application/msword", OLE + "_VBA_PROJECT".encode("utf-16-le")),
        ("note.txt", "text/plain", b"\x7fELF\x02\x01\x01\x00"),
        ("ward.jpg", "image/jpeg", GIF),
        ("pdf", "application/pdf", PDF),
        (".pdf", "application/pdf", b""),
        ("", "application/pdf", PDF),
        ("mail.eml", "message/rfc822", b"Subject: x\r\n\r\n"),
    ],
)
def test_what_never_goes(name: str, declared: str, data: bytes) -> None:
    assert filetypes.of(name, declared, data) is None


@given(st.text(max_size=40), st.sampled_from(["application/pdf", "text/plain", ""]), st.binary())
def test_any_file_has_an_answer(name: str, declared: str, data: bytes) -> None:
    """What its octets forbid, its name alone does not allow."""
    if filetypes.of(name, declared, data) is not None:
        assert filetypes.by_name(name, declared) is not None


@given(st.sampled_from(sorted(filetypes.RUNS)), st.sampled_from(sorted(filetypes.KINDS)))
def test_what_a_computer_runs_never_goes(runs: str, ending: str) -> None:
    kind = filetypes.KINDS[ending]
    assert filetypes.by_name(f"x.{ending}.{runs}", kind.type) is None
    assert filetypes.by_name(f"x.{runs}.{ending}", kind.type) is None
    assert filetypes.by_name(f"x.{ending}", kind.type) is kind


@pytest.mark.parametrize(
    ("name", "declared", "worst"),
    [
        ("a.doc", "application/msword", OLE + b"_VBA_PROJEC" * 2_000_000),
        ("a.docx", OFFICE, ZIP + b"_\x00V\x00B\x00A\x00" * 2_500_000),
        ("a." * 50_000 + "pdf", "application/pdf", PDF),
    ],
)
def test_the_worst_takes_little_time(name: str, declared: str, worst: bytes) -> None:
    with Pace() as taken:
        filetypes.of(name, declared, worst)
    assert taken.seconds < 1.0
