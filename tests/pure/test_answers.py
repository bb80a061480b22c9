"""Moderators' answers: what acts, what is asked back; a wrong decision is what may never be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages import words
from listserv.moderation.answers import Shown, read
from listserv.moderation.forms import Kind, Problem
from tests.support.told import NAMES, ONE, SIX, YOUNG, cases, told

PUBLISH = """
ok|OK|Ok.|ok!|*ok*|"ok"|- ok|okay|yes|Yes.|publish|Publish it|please publish|approve|approved
ok, thanks|ok thank you|yes please|ok please|yes, publish|ok, publish it, thanks|Thanks! ok
ok :)|ok 🙏|Hello, ok|Hi all, ok|Dear colleagues, ok|Good morning, publish please|ok - Neil
ok, Neil|ok Neil|Thanks, ok|ok 811|811 ok|1 ok|811: publish|all ok|ok.\u200e|O.K.|ok thanks Neil
go ahead|oui|Oui, merci|publier|à publier|Publiez|PUBLIER|d'accord|D’accord, merci beaucoup
oui svp|Bonjour, oui|Bonjour à tous, publier|oui, publier|Bonsoir, oui s'il vous plaît|Oui !
approuvé|validé|sí|Sí.|si|SI|publicar|Sí, publicar|sí, gracias|Hola, publíquese|de acuerdo
ok, muchas gracias|¡Sí!|Buenos días, sí por favor|aprobado|publique|sim|Sim.|sim, publicar
publicar, obrigada|pode publicar|Bom dia, sim por favor|de acordo|aprovado|Olá, sim|نعم|موافق
انشر|نَعَم|نعم، شكرا|السلام عليكم، موافق|انشر من فضلك|نعم شكرا جزيلا|مرحبا، نعم|أوافق
"""

ASKED = """
No problem, publish|No veo problema|Pas de souci|ok but take out the phone number
ok if Marie agrees|sim, mas…|sim, mas tire o telefone|oui mais sans le numéro
oui, si Marie est d'accord|sí, pero sin el teléfono|sí, si Marie está de acuerdo|no|No.|non|não
nao|لا|لا تنشر|no thanks|non merci|no, thanks|não, obrigado|do not publish|ne pas publier
no publicar|não publicar|ok?|ok ?|¿ok?|Publish?|نعم؟|yes? no?|ok, right?|ok no|yes and no
no, publish|ok spam|ok, later|publish later|not ok|not spam|not yet|not now|no spam|no private
no off purpose|no - off purpose|no. off purpose|no: ok|no: publish|no: spam|no :)|no:|no: …
no: reason|non : raison|no: motivo|não: motivo|لا: السبب|no, reason|no, something else
no, private letter to Amina|no, off purposes|move hifa-fr|ok subject to Marie's agreement
ok subject|ok SUBJECT|ok objet :|ok SUBJECT ""|ok 5|ok 812|2 ok|812 ok|ok 1-2|spam 7|1-4 ok
ok\\n\\nTake out the phone number first.|ok\\nwait|ok\\nThanks\\nWait
ok\\n\\nPS: not the last line|Thanks, but no|Thanks, not this one|I will look tomorrow
ok\\nno: private|ok\\nspam|later\\nok|Dear Neil, please do what you like|I agree with the author
Let it pass|okk|oks|publsh|oui je pense|Oui ?|si Marie quiere|sim?|ok :D|👎|+1|👍|yes yes but no
ok then cut 4|ok. But remove the number|ok (without the number)|ok, without attachment
ok after 5 May|ok once checked|SUBJECT New one|Subject: Re: To read|unsubscribe|help|leave
approve if member|spam? ok|maybe|oui et non|sí y no|no sé|no lo sé|nada|não sei|je ne sais pas
لا أعرف|لا بأس|لا مانع|لا مشكلة، انشر|نعم لكن بدون الهاتف
private|off topic|NO TOO LONG|no / off topic|privé|privado|خاص
"""

NO = [
    ("no: off purpose", "off-purpose"),
    ("NO: Off purpose.", "off-purpose"),
    ("no : off purpose", "off-purpose"),
    ("no, off purpose", "off-purpose"),
    ("no\noff purpose", "off-purpose"),
    ("no,\noff purpose\n\nThanks\nNeil", "off-purpose"),
    ("no\n\nprivate", "private"),
    ("no\noff topic", "off-purpose"),
    ("no, off-topic", "off-purpose"),
    ("non\nhors thème", "off-purpose"),
    ("no, fuera del tema", "off-purpose"),
    ("não, fora do assunto", "off-purpose"),
    ("لا، خارج عن الموضوع", "off-purpose"),
    ("No: off purpose, thanks", "off-purpose"),
    ("Hello,\nno: too long\nBest wishes\nNeil", "too-long"),
    ("do not publish: no source", "no-source"),
    ("don’t publish: copyright", "copyright"),
    ("reject: wrong list", "wrong-forum"),
    ("811 no: advertisement", "advertisement"),
    ("no 811: personal attack", "attack"),
    ("no: asks to leave", "asks-to-leave"),
    ("no: a patient could be recognised", "patient"),
    ("no: thanks only", "thanks-only"),
    ("no: already said", "already-said"),
    ("non : hors sujet", "off-purpose"),
    ("Non, hors-sujet.", "off-purpose"),
    ("ne pas publier : publicité", "advertisement"),
    ("Ne publiez pas : privé", "private"),
    ("non : un patient pourrait être reconnu", "patient"),
    ("non : déjà dit", "already-said"),
    ("non : trop long\nCordialement", "too-long"),
    ("refusé : sans source", "no-source"),
    ("no: fuera de tema", "off-purpose"),
    ("no publicar: publicidad", "advertisement"),
    ("No publicar, publicidad", "advertisement"),
    ("no: ataque personal", "attack"),
    ("no: derechos de autor. Gracias", "copyright"),
    ("rechazado: demasiado largo", "too-long"),
    ("não: fora do tema", "off-purpose"),
    ("nao: fora do tema", "off-purpose"),
    ("não publicar: anúncio", "advertisement"),
    ("Não,\nparticular", "private"),
    ("não: direitos autorais", "copyright"),
    ("não: sem fonte, obrigado", "no-source"),
    ("لا: خارج الموضوع", "off-purpose"),
    ("لا تنشر: إعلان", "advertisement"),
    ("لا تنشر، خاص", "private"),
    ("لا تنشر: يمكن التعرف على مريض", "patient"),
    ("لا: مكرر", "already-said"),
    ("no: it names a child", '"it names a child"'),
    ("No:it names a child.", '"it names a child."'),
    ("no: who wrote this?", '"who wrote this?"'),
    ("no: published on 3 May, 2019", '"published on 3 May, 2019"'),
    ("no:\nit names a child", '"it names a child"'),
    ("no: it names a child,\nand her ward", '"it names a child, and her ward"'),
    ("no: it names a child\nThanks\nNeil", '"it names a child"'),
    ("no: it names a child\n\nBest wishes\nNeil", '"it names a child"'),
    ("no: private\n-- \nNeil, HIFA", "private"),
    ("non : le texte cite un enfant", '"le texte cite un enfant"'),
    ("no publicar: falta el nombre", '"falta el nombre"'),
    ("não publicar: falta o nome", '"falta o nome"'),
    ("لا تنشر: ينقص الاسم", '"ينقص الاسم"'),
    ("no：off purpose", "off-purpose"),
]

OTHER = [
    ("spam", "811 spam"),
    ("This is spam.", "811 spam"),
    ("spam, thanks", "811 spam"),
    ("c'est du spam", "811 spam"),
    ("indésirable", "811 spam"),
    ("no deseado", "811 spam"),
    ("não desejado", "811 spam"),
    ("indesejado", "811 spam"),
    ("بريد مزعج", "811 spam"),
    ("later", "811 later"),
    ("Later, thanks\nNeil", "811 later"),
    ("plus tard", "811 later"),
    ("más tarde", "811 later"),
    ("mais tarde", "811 later"),
    ("لاحقا", "811 later"),
    ("لاحقًا", "811 later"),
    ("ok SUBJECT Stock cards", "811 ok [Stock cards]"),
    ("OK subject: Stock cards", "811 ok [Stock cards]"),
    ('ok, SUBJECT "Stock cards"', "811 ok [Stock cards]"),
    ("ok\nSUBJECT Stock cards", "811 ok [Stock cards]"),
    ("ok SUBJECT To boil or not to boil?", "811 ok [To boil or not to boil?]"),
    ("ok subject: to boil", "811 ok [to boil]"),
    ("ok SUBJECT Stock cards\nThanks\nNeil", "811 ok [Stock cards]"),
    ("ok OBJET Fiches de stock", "811 ok [Fiches de stock]"),
    ("oui, objet : Fiches de stock", "811 ok [Fiches de stock]"),
    ("ok ASUNTO Fichas de inventario", "811 ok [Fichas de inventario]"),
    ("ok ASSUNTO Fichas de estoque", "811 ok [Fichas de estoque]"),
    ("موافق الموضوع: بطاقات المخزون", "811 ok [بطاقات المخزون]"),
    (
        "ok SUBJECT How do you keep stock cards where the power fails every\nafternoon",
        "811 ok [How do you keep stock cards where the power fails every afternoon]",
    ),
    ("ok\nok", "811 ok"),
    ("Hello Amina,\n\nok\n\nKind regards,\nDr Neil Walsh", "811 ok"),
    ("ok\n\nThanks,\nGrace Achieng", "811 ok"),
    ("ok\n\nNeil Pakenham-Walsh", "811 ok"),
    ("ok\r\n\r\nNeil\r\n", "811 ok"),
    ("ok\u00a0", "811 ok"),
    ("", ""),
    ("  \n\n", ""),
    ("Thank you!", ""),
    ("Bonjour,\nMerci beaucoup", ""),
    ("Neil", ""),
]


@pytest.mark.parametrize("text", cases(PUBLISH))
def test_publish(text: str) -> None:
    assert told(read(text, ONE, NAMES)) == "811 ok"


@pytest.mark.parametrize("text", cases(ASKED))
def test_asked_back_and_nothing_acts(text: str) -> None:
    answer = read(text, ONE, NAMES)
    assert answer.asked_back
    assert answer.orders == ()


@pytest.mark.parametrize(("text", "reason"), NO)
def test_do_not_publish(text: str, reason: str) -> None:
    assert told(read(text, ONE, NAMES)) == f"811 no {reason}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("off purpose", "811 no off-purpose"),
        ("Hors sujet, merci", "811 no off-purpose"),
        ("Demasiado largo.\n\nNeil", "811 no too-long"),
        ("no: off purpose", "811 no off-purpose"),
        ("no: please add the year", '811 no "please add the year"'),
        ("ok", "811 ok"),
        ("off purpose?", "? question"),
        ("off purpose and too long", "? which-reason"),
        ("please add the year", "? which-reason"),
        ("no", "? which-reason"),
        ("ok, off purpose", "? conflict"),
    ],
)
def test_an_answer_to_which_reason(text: str, expected: str) -> None:
    assert told(read(text, ONE, NAMES, "which-reason")) == expected


def test_a_bare_reason_decides_nothing_unasked_nor_for_several() -> None:
    assert told(read("off purpose", ONE, NAMES)) == "? unclear"
    assert not read("off purpose", SIX, NAMES, "which-reason").orders


@pytest.mark.parametrize(("text", "expected"), OTHER)
def test_other_answers(text: str, expected: str) -> None:
    assert told(read(text, ONE, NAMES)) == expected


QUEUE = [
    (
        "1-4 ok, 5 no: off purpose, 6 later",
        "811 ok; 812 ok; 813 ok; 814 ok; 815 no off-purpose; 816 later",
    ),
    (
        "1-4 ok, 5 no: off purpose, rest later",
        "811 ok; 812 ok; 813 ok; 814 ok; 815 no off-purpose; 816 later",
    ),
    ("1 to 3 ok\nthe rest spam", "811 ok; 812 ok; 813 ok; 814 spam; 815 spam; 816 spam"),
    ("1 ok\n2 ok\n3 spam\n", "811 ok; 812 ok; 813 spam"),
    ("1: ok\n2) ok\n3. spam\n4 - later", "811 ok; 812 ok; 813 spam; 814 later"),
    ("1, 3 and 5 ok", "811 ok; 813 ok; 815 ok"),
    ("1 2 5 ok", "811 ok; 812 ok; 815 ok"),
    ("1 & 2: publish", "811 ok; 812 ok"),
    ("#1 ok, #2 spam", "811 ok; 812 spam"),
    ("1,2 ok 3 spam", "811 ok; 812 ok; 813 spam"),
    ("811 ok, 3 spam", "811 ok; 813 spam"),
    ("811-813 ok", "811 ok; 812 ok; 813 ok"),
    ("post 816 later", "816 later"),
    ("ok 1-2\nno 5: private\nlater 6", "811 ok; 812 ok; 815 no private; 816 later"),
    ("ok 1, 2, 3", "811 ok; 812 ok; 813 ok"),
    ("spam: 2", "812 spam"),
    ("1\nok", "811 ok"),
    ("1 please publish, 2 spam. Thanks, Neil", "811 ok; 812 spam"),
    ("Hello,\n\n1 ok\n\nBest wishes\nNeil", "811 ok"),
    ("5 no, too long, 6 later", "815 no too-long; 816 later"),
    ("5 no: costs 1,000 dollars, 6 ok", '815 no "costs 1,000 dollars"; 816 ok'),
    ("5 no: a b c; 6 later", '815 no "a b c"; 816 later'),
    ("5 no: off purpose. 6 later", "815 no off-purpose; 816 later"),
    (
        "5 no: off purpose. Rest ok",
        "815 no off-purpose; 811 ok; 812 ok; 813 ok; 814 ok; 816 ok",
    ),
    ("5, 6 no: advertisement", "815 no advertisement; 816 no advertisement"),
    ("1 ok SUBJECT Who pays?, 2 later", "811 ok [Who pays?]; 812 later"),
    (
        "5 no: it names a child in the second paragraph and her\nward too\n6 ok",
        '815 no "it names a child in the second paragraph and her ward too"; 816 ok',
    ),
    ("rest ok", "811 ok; 812 ok; 813 ok; 814 ok; 815 ok; 816 ok"),
    ("1-3 ok\n4-6 later", "811 ok; 812 ok; 813 ok; 814 later; 815 later; 816 later"),
    ("1 à 3 ok, le reste plus tard", "811 ok; 812 ok; 813 ok; 814 later; 815 later; 816 later"),
    ("1 et 2 oui, 3 non : hors sujet", "811 ok; 812 ok; 813 no off-purpose"),
    ("le 1 oui, le 2 non : privé, le 3 plus tard", "811 ok; 812 no private; 813 later"),
    ("1 y 2 sí, 3 no: publicidad", "811 ok; 812 ok; 813 no advertisement"),
    ("1 a 4 publicar, el resto más tarde", "811 ok; 812 ok; 813 ok; 814 ok; 815 later; 816 later"),
    ("1 e 2 sim, 3 não: anúncio", "811 ok; 812 ok; 813 no advertisement"),
    ("1 até 5 sim, o resto mais tarde", "811 ok; 812 ok; 813 ok; 814 ok; 815 ok; 816 later"),
    (
        "١-٤ موافق، ٥ لا: خارج الموضوع، ٦ لاحقا",
        "811 ok; 812 ok; 813 ok; 814 ok; 815 no off-purpose; 816 later",
    ),
    ("١ و٢ نعم، الباقي لاحقا", "811 ok; 812 ok; 813 later; 814 later; 815 later; 816 later"),
    ("1 ok, 1 spam, 2 ok", "812 ok; ? conflict"),
    ("1-3 ok, 2 later", "811 ok; 813 ok; ? conflict"),
    ("1 ok, 1 ok", "811 ok"),
    ("1 no: private, all ok", "812 ok; 813 ok; 814 ok; 815 ok; 816 ok; ? conflict"),
    ("ok", "? which-post"),
    ("yes, thanks", "? which-post"),
    ("spam", "? which-post"),
    ("no: off purpose", "? which-post"),
    ("1 ok, ok", "? unclear"),
    ("ok, 1-4 later", "? unclear"),
    ("7 ok", "? no-such-post"),
    ("1-7 ok", "? no-such-post"),
    ("4-1 ok", "? no-such-post"),
    ("1-811 ok", "? no-such-post"),
    ("1 ok, 900 spam", "? no-such-post"),
    ("1 ok, 2", "? unclear"),
    ("1", "? unclear"),
    ("5 no, 6 later", "? which-reason"),
    ("1 ok, 2 no", "? which-reason"),
    ("ok 1-4, 5 no: x", "? which-reason"),
    ("5 no: off purpose 6 later", "? unclear"),
    ("5 no: as agreed, 30 days are over", "? unclear"),
    ("1 ok, 2 ok?", "? question"),
    ("1 ok but not 2", "? condition"),
    ("1 ok\n2 ok if she agrees", "? condition"),
    ("1 ok\nall but 3 ok", "? unclear"),
    ("all but 3 ok", "? unclear"),
    ("all except 3 ok", "? unclear"),
    ("tous sauf le 3 ok", "? unclear"),
    ("not 1", "? unclear"),
    ("1 ok, 2 cut 4", "811 ok; 812 cut 4"),
    ("1-3 ok, 4 ok tomorrow", "811 ok; 812 ok; 813 ok; 814 ok tomorrow"),
    ("1 ok, spam 2", "? unclear"),
    ("yes 1, no 2: private", "811 ok; 812 no private"),
    ("1/2 ok", "? unclear"),
    ("1+2 ok", "? unclear"),
    ("the first ok", "? unclear"),
    ("1 ok 2 3", "? unclear"),
    ("1-3 ok,\nand the others I have not read yet", "? unclear"),
    ("", ""),
    ("Thanks Neil", ""),
]


@pytest.mark.parametrize(("text", "expected"), QUEUE)
def test_queue(text: str, expected: str) -> None:
    assert told(read(text, SIX, NAMES)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 ok", "2 ok"),
        ("9 ok", "9 ok"),
        ("2 ok", "? position-or-number"),
        ("3 ok", "3 ok"),
        ("1-2 ok", "? position-or-number"),
        ("rest ok", "2 ok; 3 ok; 9 ok"),
    ],
)
def test_a_number_that_is_a_place_and_a_post(text: str, expected: str) -> None:
    shown = YOUNG if text != "3 ok" else (Shown(1, 1), Shown(2, 2), Shown(3, 3))
    assert told(read(text, shown, NAMES)) == expected


def test_nothing_shown_nothing_acts() -> None:
    assert told(read("ok", (), NAMES)) == "? which-post"
    assert told(read("1 ok", (), NAMES)) == "? no-such-post"


def test_what_was_understood_is_said() -> None:
    answer = read("1 ok, 2 spam, 3 whatever you like", SIX, NAMES)
    assert [(one.number, one.forms[0].kind) for one in answer.understood] == [
        (811, Kind.APPROVE),
        (812, Kind.SPAM),
    ]
    assert answer.left_over == ("3 whatever you like",)
    assert read("ok", ONE).orders[0].version == 2


def test_an_endless_answer_is_asked_back_at_once() -> None:
    for text in ("ok " * 50_000, "1 ok, " * 30_000, "> " * 90_000 + "\nno: " + "a, " * 40_000):
        assert not read(text, SIX, NAMES).orders


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    for shown in (ONE, SIX, ()):
        # Version 0: a post of another day (`recall 812`), or all that the letter told of (`undo`).
        decided = {order.number for order in read(text, shown, NAMES).orders if order.version}
        assert decided <= {one.number for one in shown}


KNOWN = [phrase for phrases in words.section("answers").values() for phrase in phrases]
bits = st.lists(
    st.one_of(
        st.sampled_from(KNOWN),
        st.sampled_from([",", ":", "\n", "\n\n", "1", "2-3", "?", "thanks", "Neil", ".", "-"]),
        st.sampled_from(["private", "hors sujet", "خاص"]),
    ),
    max_size=14,
).map(" ".join)


@given(bits)
def test_any_mixture_of_known_words_is_answered(text: str) -> None:
    answer = read(text, SIX, NAMES)
    numbers = [one.number for one in answer.orders]
    assert len(numbers) == len(set(numbers))
    assert not answer.orders or answer.asked_back in (None, Problem.CONFLICT)


# Words that no form, courtesy or name has: one of them anywhere, and nothing may act.
PROSE = ["nurses", "gloves", "ward", "district", "enfermera", "vaccin", "hôpital", "مستشفى"]


@given(st.lists(st.sampled_from(PROSE), min_size=1, max_size=6), bits)
def test_prose_before_a_decision_never_acts(prose: list[str], text: str) -> None:
    """Behind a colon prose is a reason; in front it is never anything."""
    answer = read(" ".join(prose) + "\n\n" + text, SIX, NAMES)
    assert answer.orders == ()
    assert answer.asked_back


@given(st.sampled_from(["ok", "oui", "sí", "sim", "نعم", "spam", "later"]), st.sampled_from(PROSE))
def test_a_decision_with_prose_behind_it_never_acts(word: str, prose: str) -> None:
    for between in (" ", ", ", "\n", ". ", ": "):
        assert read(f"{word}{between}{prose}", ONE, NAMES).orders == ()


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("1 ok, rest ok", {811: "approve", 812: "approve"}),
        ("all ok", {811: "approve", 812: "approve"}),
        ("1 no: off purpose, rest later", {811: "refuse", 812: "later"}),
        ("rest spam", {811: "spam", 812: "spam", 813: "spam"}),
        ("1-2 ok, 3 spam", {811: "approve", 812: "approve", 813: "spam"}),
        ("3 ok", {813: "approve"}),
    ],
)
def test_all_and_the_rest_mean_no_spam(text: str, decided: dict[int, str]) -> None:
    """The end of a queue mail has a line for each post that a filter marked; nobody read those."""
    shown = (Shown(1, 811), Shown(2, 812), Shown(3, 813, spam=True))
    answer = read(text, shown, NAMES)
    assert {one.number: one.forms[0].kind.value for one in answer.orders} == decided


def test_the_rest_leaves_out_what_somebody_has_taken() -> None:
    """`3 I take it`, and in a second answer `rest ok`: the third went out."""
    shown = (Shown(1, 811), Shown(2, 812), Shown(3, 813, taken=True))
    assert [order.number for order in read("rest ok", shown).orders] == [811, 812]
    assert [order.number for order in read("1 later, rest ok", shown).orders] == [811, 812]
    assert [order.number for order in read("all ok", shown).orders] == [811, 812, 813]
    assert [order.number for order in read("3 ok", shown).orders] == [813]
    left = read("rest ok", (Shown(1, 811, taken=True), Shown(2, 812, taken=True)))
    assert (left.orders, left.asked_back) == ((), Problem.WHICH_POST)
