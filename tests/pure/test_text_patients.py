"""A warning that a text or a picture may show a patient: few are missed, few are false."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import Attachment
from listserv.text import mime
from listserv.text.patients import in_files, in_text
from tests.support.mails import multipart, part
from tests.support.pace import Pace

PATIENTS = [
    "Mrs A. Banda, 34 yrs, ward 3, was seen today.",
    "We saw a patient named Amina Banda, aged 7, with malaria.",
    "Patient: Amina Banda\nAge: 34\nSex: F\nWard: 3",
    "Name: A. Banda, Age: 34, Sex: Female",
    "Mr John Phiri (56 years) was admitted with pneumonia.",
    "John Phiri, 56/M, presented with fever.",
    "Amina Banda, a 34-year-old female on ward 3",
    "Baby Grace, 3 months, bed 12",
    "Mme Awa Diop, 34 ans, salle 3",
    "une patiente nommée Awa Diop, âgée de 7 ans",
    "Mlle F. Traoré, 19 ans, enceinte",
    "Sra. María López, 34 años, sala 3",
    "una paciente llamada María López, de 34 años",
    "Don José García, 70 años, ingresado en cama 4",
    "uma paciente chamada Maria Silva, de 34 anos",
    "Paciente: João da Silva, 45 anos, internado",
    "المريضة فاطمة علي، 34 سنة، جناح 3",
    "مريض اسمه أحمد حسن عمره 34 سنة",
    "We admitted 'Amina Banda', 34 years, with malaria.",
    "Nous avons reçu hier la sœur d’Awa Diop, 34 ans, en salle 3",
    "Smith-Amina Banda-Phiri, 34 years, ward 3",
    "John O’Neill-Phiri, 56/M, presented with fever.",
    "-المريضة فاطمة علي، 34 سنة، جناح 3",
    "السيدة مريم صالح، عمرها ٣٤ عاما، تعاني من الملاريا",
]


@pytest.mark.parametrize("text", PATIENTS)
def test_a_name_with_an_age_and_a_word_of_the_clinic(text: str) -> None:
    assert in_text(f"Dear all,\n\n{text}\n\nAmina")


def test_the_excerpt_goes_from_the_name_to_the_age() -> None:
    assert in_text(PATIENTS[0]) == ("name and age: Mrs A. Banda, 34 yrs",)
    assert in_text(PATIENTS[2]) == ("name and age: Patient: Amina Banda Age: 34",)


@pytest.mark.parametrize(
    "text",
    [
        "children aged 5",
        "a 34-year-old study of malaria",
        "Children under 5 years with malaria. A woman aged 34 with cholera.",
        "We treated 34 patients aged 5 to 12 years with pneumonia.",
        "Dr Amina Kamau, 34 years of experience, ward manager",
        "Dr. John Phiri, 56 years old, is a surgeon in ward 3.",
        "Mr Banda has worked for 20 years in the malaria ward.",
        "Mr Banda, 60 years, retired as director.",
        "Mrs Banda, ward sister",
        "In Malawi, 34 years after, malaria is back. World Health Organization, 70 years.",
        "Thank you Mrs Banda. Children of 5 years die of malaria.",
        "Table 3: females aged 15-49 years with HIV",
        "Name: Workshop on malaria, 3 days",
        "Best wishes, Amina Kamau\n34 Hospital Road, Kisumu",
        "Mrs Banda writes.\n\nAge: 34. Ward 3.",
        "Une femme de 34 ans atteinte de paludisme",
        "los niños de 5 años con malaria",
        "Sr. Gómez, director hace 20 años del hospital, sala 3",
        "طفل عمره 5 سنوات مصاب بالحمى",
        "المرضى الذين تزيد أعمارهم عن 5 سنوات مصابون بالملاريا",
    ],
)
def test_no_patient(text: str) -> None:
    assert in_text(text) == ()


def pictures(*parts: bytes, markup: str = "") -> tuple[str, ...]:
    found = mime.parse(multipart("mixed", *parts)).root.children
    files = [Attachment(each.filename(), each.type, each.size()) for each in found]
    return in_files(files, found, markup)


def test_pictures_but_no_decoration() -> None:
    photo, logo = b"x" * 90_000, b"x" * 3000
    cid = {"Content_ID": "<a@b>"}
    assert pictures(part('image/jpeg; name="ward.jpg"', photo)) == ("image: ward.jpg",)
    assert pictures(part('image/jpeg; name="small.jpg"', logo)) == ("image: small.jpg",)
    assert pictures(part('application/octet-stream; name="x-ray.DCM"', photo))
    assert pictures(part('image/png; name="image001.png"', photo, **cid))
    assert pictures(part('image/png; name="image001.png"', logo, **cid)) == ()
    assert pictures(part('image/png; name="Outlook-ab12cd34.png"', photo, **cid)) == ()
    assert pictures(part('image/jpeg; name="image001.jpg"', logo)) == ()
    assert pictures(part('image/png; name="logo.png"', logo)) == ()
    assert pictures(part('application/pdf; name="report.pdf"', photo)) == ()


def test_a_picture_of_the_signature_is_none() -> None:
    shown = part('image/png; name="image001.png"', b"x" * 90_000, Content_ID="<a@b>")
    below = '<p>x</p><div class="gmail_signature"><img src="cid:a@b"></div>'
    assert pictures(shown, markup=below) == ()
    above = '<img src="cid:a@b"><div class="gmail_signature">Amina</div>'
    assert pictures(shown, markup=above) == ("image: image001.png",)


@pytest.mark.parametrize("piece", ["A-", "A'", "É’", "AAAA-", "Mrs-A", "A--", "A. ", "Aa", "مريض "])
def test_names_of_many_pieces_take_no_time(piece: str) -> None:
    """Each letter began three names of every length: 200 KB of "A-" took half a minute."""
    with Pace() as taken:
        in_text(piece * (100_000 // len(piece)))
    assert taken.seconds < 3.0


@given(st.text(alphabet="Mrs A.Bndaged,347 yWFwo\n:اسمه", max_size=200))
def test_never_raises(text: str) -> None:
    in_text(text)
