"""Which parts are the text, which are attachments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text import mime
from listserv.text.body import choose, digest_of, safe_name, unflow
from tests.support.mails import mail, multipart, nested, part

PLAIN = part("text/plain; charset=utf-8", "Dear all,\r\nplain é")
HTML = part("text/html; charset=utf-8", "<p>Dear all, html</p>")
PDF = part('application/pdf; name="report.pdf"', b"%PDF" * 100, coded=True)


def chosen(raw: bytes) -> tuple[str, str, list[str]]:
    body = choose(mime.parse(raw).root)
    return body.plain, body.html, [each.name for each in body.attachments]


def test_plain_before_its_html_twin() -> None:
    plain, html, names = chosen(multipart("alternative", PLAIN, HTML))
    assert (plain, html, names) == ("Dear all,\nplain é", "", [])
    assert choose(mime.parse(multipart("alternative", PLAIN, HTML)).root).twin


def test_html_where_there_is_nothing_else() -> None:
    assert chosen(multipart("alternative", part("text/plain", " \r\n"), HTML))[1]
    assert chosen(multipart("mixed", HTML))[1] == "<p>Dear all, html</p>"


def test_html_where_plain_only_says_so() -> None:
    stub = part("text/plain", "Your e-mail program cannot show HTML messages.")
    assert chosen(multipart("alternative", stub, part("text/html", "<p>long</p>" * 40)))[1]


def test_attachments() -> None:
    raw = multipart("mixed", nested("alternative", PLAIN, HTML), PDF)
    body = choose(mime.parse(raw).root)
    assert [(each.name, each.type, each.size) for each in body.attachments] == [
        ("report.pdf", "application/pdf", 400)
    ]


def test_text_around_an_attachment_is_joined() -> None:
    """Apple Mail cuts a text in two where a picture was dropped into it."""
    raw = multipart("mixed", PLAIN, PDF, part("text/plain", "and more"))
    assert chosen(raw)[0] == "Dear all,\nplain é\n\nand more"


def test_a_text_file_is_an_attachment() -> None:
    file = part("text/plain", "a,b", Content_Disposition="attachment; filename=notes.txt")
    assert chosen(multipart("mixed", PLAIN, file))[2] == ["notes.txt"]


def test_a_forwarded_message_is_an_attachment() -> None:
    inner = mail("inner text", Subject="Inner: one")
    raw = multipart("mixed", PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + inner)
    plain, _, names = chosen(raw)
    assert "inner" not in plain and names == ["Inner one.eml"]


def test_a_signature_is_no_attachment() -> None:
    assert chosen(multipart("signed", PLAIN, part("application/pgp-signature", "x")))[2] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\docs\\plan.doc", "plan.doc"),
        (".htaccess", "htaccess"),
        ("a\x00b\u202efdp.exe", "a bfdp.exe"),
        ("=?utf-8?q?r=C3=A9sum=C3=A9.pdf?=", "résumé.pdf"),
        ("", "attachment-3.pdf"),
        ("...", "attachment-3.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_safe_name(name: str, expected: str) -> None:
    assert safe_name(name, "application/pdf", 3) == expected


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("a; filename=x.pdf", "x.pdf"),
        ('a; filename="x;y.pdf"', "x;y.pdf"),
        ("a; filename*=utf-8''r%C3%A9sum%C3%A9.pdf", "résumé.pdf"),
        ("a; filename*0=long; filename*1=name.pdf", "longname.pdf"),
        ("a; filename*1*=b.pdf; filename*0*=iso-8859-1'fr'%E9", "éb.pdf"),
        ('a; filename="open', "open"),
        ("a; filename", ""),
        ("a; filename*", ""),
    ],
)
def test_parameters(value: str, name: str) -> None:
    assert mime.parameters(value).get("filename", "") == name


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text/html", "text/html"),
        ("TEXT/HTML; charset=x", "text/html"),
        ("text (really) /html", "text/html"),
        ("text", "text/plain"),
        ("", "text/plain"),
        ("text/plain; name*", "text/plain"),
        ("; x=y", "text/plain"),
    ],
)
def test_content_type(value: str, kind: str) -> None:
    assert mime.content_type(value)[0] == kind


def test_base64_with_a_plain_footer_below() -> None:
    """List servers append their footer to a base64 body; it must not spoil the text."""
    raw = mail("SGVsbG8=\n\n_____\nlist footer\n", Content_Transfer_Encoding="base64")
    assert chosen(raw)[0] == "Hello"


def test_broken_multiparts() -> None:
    assert chosen(mail("just text", Content_Type="multipart/mixed"))[0] == "just text"
    assert chosen(mail("just text", Content_Type="multipart/mixed; boundary=x"))[0] == "just text"
    open_end = multipart("mixed", PLAIN, PDF).replace(b"--=_b--", b"")
    assert chosen(open_end)[2] == ["report.pdf"]


def test_caps() -> None:
    many = multipart("mixed", *[PLAIN] * 500)
    tree = mime.parse(many)
    assert len(tree.root.children) < mime.MOST_PARTS and "too many parts" in tree.defects
    deep = b"x"
    for level in range(300):
        deep = nested("mixed", deep, boundary=f"b{level}")
    assert "parts nested too deep" in mime.parse(deep).defects


def test_digest_does_not_see_the_transfer_encoding() -> None:
    def digest(raw: bytes) -> bytes:
        return digest_of(mime.parse(raw).root)

    eight = mail("Café\n")
    quoted = mail("Caf=C3=A9\n", Content_Transfer_Encoding="quoted-printable")
    assert digest(eight) == digest(quoted) == digest(eight.replace(b"\r\n", b"\n"))
    assert digest(eight) != digest(mail("Cafés\n"))


FLOWED = [
    ("soft \nbreak\nhard", "soft break\nhard"),
    ("> quoted \n> line\nmine", "> quoted line\nmine"),
    ("> one \n>> two", "> one\n>> two"),
    (" From stuffed", "From stuffed"),
    ("text\n-- \nsig \nline", "text\n-- \nsig line"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), FLOWED)
def test_unflow(text: str, expected: str) -> None:
    assert unflow(text) == expected


def test_unflow_delsp() -> None:
    assert unflow("wo \nrd", delsp=True) == "word"


@given(st.binary())
def test_nothing_raises(data: bytes) -> None:
    for kind in ("multipart/mixed; boundary=a", "text/plain; format=flowed", "message/rfc822"):
        choose(mime.parse(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + data).root)
