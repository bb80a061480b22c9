"""Answers that look like a decision and are none: `why it is asked back == it | it | it`.

A wrong decision is what may never be; an answer that is asked back costs a minute.
"""

from __future__ import annotations

import pytest

from listserv.moderation.answers import Shown, read
from tests.support.told import LISTS, NAMES, ONE, SIX, cases

CONDITIONS = """
condition == ok but take out the phone number|ok, but take out the phone number
condition == OK but not the last line
condition == ok if Marie agrees|ok, if Marie agrees|publish if she agrees
condition == yes, once she has answered
condition == ok but join to 790 first|ok, but join to 790 first|ok, but cut 4
condition == ok unless it is too late
condition == ok after 5 May|ok without the last line|ok except the second paragraph|ok until Monday
condition == ok tomorrow if Marie agrees|ok q2 but not today|cut 4 if you can
condition == join to 790 if it fits
condition == recall 700 unless she agrees|I take it if nobody else does
condition == no approval needed until May
condition == oui mais sans le numéro|oui, à condition qu'elle signe|ok sauf le paragraphe 4
condition == ok sans le numéro
condition == publier demain, mais coupez 4|ok, à condition que Marie soit d'accord
condition == sí, pero sin el teléfono|sí, cuando Marie esté de acuerdo|publicar, salvo el párrafo 4
condition == publicar mañana, pero corte 4|de acuerdo, siempre que firme|ok cuando Marie responda
condition == sim, mas…|sim, mas tire o telefone|sim, se a Marie concordar
condition == publicar amanhã, mas corte o 4
condition == no sé|later, when Marie is back|cut 4 but keep 5|ok, desde que a autora concorde
condition == publicar, exceto o parágrafo 4
condition == نعم لكن بدون الهاتف|نعم إذا وافقت ماري|انشر بشرط أن توقع|نعم، إلا الفقرة ٤
"""

QUESTIONS = """
question == ok?|ok ?|¿ok?|Publish?|Publish tomorrow?|ok tomorrow?|cut 4?|join to 790?|undo?
question == is it in English?|it is in English?|this is French?
question == I take it?
question == spam?|later?|raw?|no approval needed?|recall 700?|ok q2?|ok fr?|move hifa-fr?|edit?
question == ok. Did you see 4?|Is this spam?|Shall I publish?|cut 4 or 5?|Oui ?|demain ?|¿mañana?
question == ¿publicar?|sim?|publicar amanhã?|نعم؟|انشر غدا؟|ok, right?|ok :) ?|Who is she?
"""

LACKING = """
which-language == language|language wrong|langue klingonne|ok, language: the usual one
which-language == second opinion|second opinion in Klingon|translate|translate into Klingon
which-reason == no|No.|non|Non.|não|nao|لا|لا تنشر|no, thanks|non merci|no thanks|não, obrigado
which-reason == do not publish|ne pas publier|no publicar|não publicar|no:|no: …|no :)|reject
which-reason == refusé
which-reason == no: reason|non : raison|no: motivo|não: motivo|لا: السبب|no: your reason|ok no
which-reason == no:\\nNeil|no:\\n\\nThanks\\nNeil|no: thanks|no: sorry, Neil
which-reason == no:\\n\\nNeil Pakenham-Walsh
which-reason == non :\\n\\nMerci\\nNeil|لا:\\n\\nشكرا|no publicar:\\n\\nSaludos
which-words == ask:\\nThanks\\nNeil|tell:\\n\\nBest wishes\\nNeil|team:\\nNeil
which-words == public note:\\n\\nThanks
which-words == tell: Dear Amina\\nthank you\\nok|public note: Dear all\\nok
which-words == decir: Estimada Amina\\nok
which-words == ask|ask:|ask: …|ask which district it is|ask: your question|ask her|demander
which-words == demander :
which-words == preguntar|preguntar qué distrito|perguntar|perguntar: |اسأل|اسأل عن المنطقة
which-words == ask - why
which-words == tell: ok|public note: ok|ask: no|tell|tell:|tell her thank you|dire|dire merci
which-words == decir|dígale gracias|dizer|diga obrigado|أخبر
which-words == public note|public note:|note publique|nota pública|ملاحظة عامة
which-words == public note see the guide
which-words == team|team:|tell the team she is new|équipe|equipo|equipa|الفريق|ok team
which-words == cut|cut the phone number|cut it|cut last paragraph|couper|couper la fin|cortar
which-words == corte o fim
which-words == احذف|delete|remove the number|quitar el teléfono|ok, cut the last line|cut four
which-words == change|change x to y|change "x"|change "x" to y|change x to "y"|change "" to "y"
which-words == changer x en y
which-words == cambiar x por y|mudar x para y|غير|change "x" "y"|change the subject|change “x to y”
which-words == add|add "x"|add x after y|add "x" before "y"|add "x" after|add "" after "y"
which-words == ajouter x après y
which-words == add "x" to "y"|añadir x después de y|acrescentar|أضف|ok, add the source
which-words == join|join to|join to the other thread|ok, join|join us|rattacher|rattacher à|unir
which-words == juntar|اضمم إلى
which-language == second opinion please|second opinion xx|deuxième avis
which-language == segunda opinión|رأي ثان
which-language == language please|language xx|the language is clear|langue|idioma|لغة
which-language == language en fr es pt
which-words == redact|redact 700|redact 700 her name|redact ""|caviarder 700|tachar|rasurar
which-words == recall 700:
which-subject == ok subject|ok SUBJECT|ok objet :|ok SUBJECT ""|ok asunto|ok ASSUNTO:|نعم الموضوع
which-subject == ok SUBJECT …
which-subject == ok, asunto resuelto|ok sujet clos|نعم الموضوع مهم|ok SUBJECT new subject
which-subject == ok subject closed|ok title is good|ok subject stock cards|ok asunto ya resuelto
which-list == move|move to|move on|move hifa-de|move hifaa|move it to another forum|déplacer|mover
which-list == mova|انقل
which-list == pass|pass on|pass to hifa-de|forward to Marie|transmettre|pasar|passar|مرر
which-list == move hifa-fr@else.org
which-list == ok, pass it on to Marie|move hifa-f|move to the French list
"""

UNCLEAR = """
unclear == No problem, publish|No veo problema|Pas de souci|Pas de problème, publier
unclear == لا مشكلة، انشر|لا مانع
unclear == no hay problema|Sem problema|não vejo problema|no objection|No worries, publish
unclear == ok, I take it|ok I'll take it|ok je m'en charge|ok, me encargo|sim, eu trato disto
unclear == نعم سأتولى ذلك
unclear == yes, I take it|I take it, ok|I take it\\nok|ok, undo|ok raw|ok, second opinion fr
unclear == ok, recall 700
unclear == ok, approval needed|ok then cut 4|ok then, cut 4|ok puis couper 4|ok y luego corte 4
unclear == ok for now|ok for today|ok by Monday|ok next Monday|ok Monday morning
unclear == ok Monday and Tuesday
unclear == ok tomorrow at 9|ok 5 May|ok lundi prochain|ok el lunes por la mañana|ok no mañana
unclear == ok demain matin
unclear == ok job event|ok tomorrow now|ok q2 q3|ok de|ok German|ok fr-CA|ok as news|ok urgent|ok a
unclear == okk|oks|publsh|yess|cutt 4|undoo|ookay|publicr|publcar|oui je pense|si Marie quiere
unclear == publish the second part|ok Marie|ok, Marie|ok to all|ok with me|I agree with the author
unclear == not ok|not spam|not yet|not now|maybe|perhaps tomorrow|tomorrow|demain|job|event|q2|fr
unclear == Monday
unclear == tomorrow ok|job ok|fr ok|4 lines to cut|cut 4 lines|cut 4 from the end
unclear == cut 4 and the number
unclear == cut 4-|cut 9-6|cut 0|cut 4.5|cut 4/5|cut 4 and the last|join to 790 and 791
unclear == join to 790, 791
unclear == undo that decision|undo what I did|recall 700 and 701 tomorrow|recall the last one
unclear == raw file
unclear == I take it that she agrees|I take issue with 4|split it in two
unclear == no approval needed for Amina
unclear == edit: Dear all|edit the second line|edit "x"|editar o texto|modifier la fin
unclear == edit Dear all
unclear == spam folder|this is not spam|later today|plus tard ou jamais
unclear == tell: thank you. ok|team: publish|public note: publish|tell: thank you, ok, thanks
unclear == no:\\nGrace Achieng|no: ok|no: publish|no: spam|no: too long, ok
unclear == no: too long, team: she does it each time
unclear == tell: thanks\\nNote: she is difficult|ask: which year?\\nNote: she is difficult
unclear == tell: thanks. For moderators only: she is difficult|no: too long (mods: watch her)
unclear == dire : merci\\nNote : elle est difficile|dire : merci. Note interne : elle insiste
unclear == decir: gracias\\nNota: es difícil|decir: gracias. Para moderadores: es difícil
unclear == dizer: obrigada\\nNota: é difícil|dizer: obrigada. Para os moderadores: é difícil
unclear == أخبر: شكرا لها\\nملاحظة: هي صعبة|أخبر: شكرا لها. للمشرفين: هي صعبة
which-words == tell: a fine piece\\nFor moderators only - she is difficult
unclear == no: too long, tell: be short|ask: who?, team: I know her
unclear == tell: thank you, public note: see 4
unclear == edit\\nok\\n\\nNew words|edit\\nNew words\\n\\nok|edit\\nNew words\\nspam
unclear == edit\\nNew words\\n\\nok, thanks
unclear == edit\\nDear all,\\n\\nthe text\\n\\nok\\n\\nNeil|edit\\nthe text\\n\\nok\\n\\nMaria
unclear == edit\\nthe text\\n\\nok\\nThanks\\nNeil\\nHIFA Coordinator\\n+44 1865 512345
unclear == edit\\nthe text\\n\\nThanks, ok|edit\\nthe text\\n\\nok tomorrow
unclear == edit\\nthe text\\n\\nno: private
unclear == edit\\nthe text\\n\\ntell: hi|edit\\nthe text\\n\\nteam: she is new
unclear == edit\\nthe text\\n\\nno
unclear == edit\\nthe text\\n\\nmove hifa-fr\\n\\nNeil|edit\\nthe text\\n\\nask: which year?\\nNeil
unclear == edit\\nthe text\\n\\ncut 4\\nNeil|edit\\nthe text\\n\\njoin to 790
unclear == edit\\nok tomorrow\\n\\nDear all|edit\\nok and cut 4\\nDear|edit\\nHi\\nok\\n\\nDear all
unclear == edit\\nthe text is\\nok\\n-- \\nNeil
unclear == عدل\\nهذا هو النص الذي كتبته أمينة\\nنعم\\nغريس أتشينغ
unclear == modifier\\nle texte\\n\\nok demain\\n\\nNeil|modifier\\nle texte\\n\\nMerci, ok
unclear == modifier\\nle texte\\n\\nnon : privé\\nMarie
unclear == modifier\\nle texte\\n\\néquipe : elle est nouvelle
unclear == editar\\nel texto\\n\\nPublicar\\nMaria|editar\\nel texto\\n\\nok mañana\\nGracias\\nNeil
unclear == editar\\nel texto\\n\\nno: privado|editar\\nok mañana\\n\\nEstimados colegas
unclear == editar\\no texto\\n\\nok amanhã\\n\\nNeil|editar\\no texto\\n\\nObrigada, sim
unclear == editar\\no texto\\n\\nnão: privado
unclear == عدل\\nالنص\\n\\nنعم غدا\\n\\nNeil|عدل\\nالنص\\n\\nانشر\\nشكرا\\nNeil
unclear == عدل\\nالنص\\n\\nأخبر: مرحبا
unclear == edit and ok\\nok if Marie agrees\\n\\nDear all
unclear == edit and ok\\nDear all\\n\\nok if Marie agrees
unclear == edit and ok\\nDear all\\n\\nbut cut the phone number
unclear == edit and ok\\nDear all\\n\\nbut cut 4
unclear == edit and ok\\nDear all\\n\\ncut 4?|edit and ok\\ncut 4?\\n\\nDear all
unclear == edit\\nthe text\\n\\nok?
unclear == edit and ok\\nDear all\\n\\nok, but not today
unclear == edit and ok\\nDear all\\n\\nonly if she agrees
unclear == edit and ok\\nDear all\\n\\nnote: she agreed|edit and ok\\nnote: she agreed\\n\\nDear all
unclear == edit and ok\\nDear all\\n\\nnote: she agreed\\n\\nThanks\\nNeil
unclear == edit\\nA\\n\\nif she agrees\\nNeil
unclear == edit and ok\\nDear all\\n\\nTeam - she agreed
unclear == edit and ok\\nTeam – she agreed\\n\\nDear all
unclear == ok edit\\nSubject: New title\\n\\nDear all|edit\\nSubject: New title\\n\\nDear all
unclear == modifier et ok\\nok si Marie accepte\\n\\nBonjour|modifier\\nObjet : Titre\\n\\nBonjour
unclear == modifier\\nBonjour\\n\\nmais couper 4|modifier\\nBonjour\\n\\nnote : elle accepte
unclear == modifier\\nBonjour\\n\\ncouper 4 ?|modifier\\nBonjour\\n\\néquipe - elle accepte
unclear == editar y ok\\nsí, si Marie firma\\n\\nHola|editar\\nAsunto: Título\\n\\nHola
unclear == editar\\nHola\\n\\npero cortar 4|editar\\nHola\\n\\nnota: ella firma
unclear == editar\\nHola\\n\\n¿cortar 4?
unclear == editar e ok\\nsim, se a Marie concordar\\n\\nOlá|editar\\nAssunto: Título\\n\\nOlá
unclear == editar\\nOlá\\n\\nmas corte 4|editar\\nOlá\\n\\nequipa - ela concorda
unclear == عدل\\nالنص\\n\\nنعم إذا وافقت ماري|عدل\\nالموضوع: عنوان جديد\\n\\nالنص
unclear == عدل\\nالنص\\n\\nلكن احذف 4|عدل\\nالنص\\n\\nملاحظة: وافقت|عدل\\nالنص\\n\\nاحذف 4؟
unclear == ok\\n\\nTake out the phone number first.|ok\\nwait|ok\\nThanks\\nWait
unclear == ok\\n\\nPS: not the last line
unclear == ok\\nNeil\\nNot yet|ok\\n\\nNeil\\nPlease wait for Marie
unclear == ok\\nThanks\\nNeil\\n\\nCall Marie first
unclear == no: too long\\nGrace Achieng|tell: a fine piece\\nGrace Achieng|ok\\nGrace Achieng
unclear == no: too long\\nJames Brown\\nHIFA|no: too long\\nJames Brown\\n+44 1865 512345
unclear == no: too long\\nDr James Brown, PhD|no: too long\\nJames B.
unclear == no: too long\\nJames Brown\\nNairobi
unclear == no: too long\\nJames Brown\\nCoordinator of the Forum\\n\\nThanks
unclear == no:\\nJames Brown\\nHIFA
unclear == non : trop long\\nJeanne Brun\\nForum HIFA
unclear == tell: a fine piece\\nJames Brown\\nj@example.org
unclear == no: muy largo\\nAna Pérez\\n+34 600 123 456|no: muy largo\\nDra. Ana Pérez, MSc
unclear == no: too long\\nMaria da Silva|não: muito longo\\nAna dos Santos\\nUniversidade do Porto
unclear == não: muito longo\\nAna P.|não: muito longo\\nAna Paula\\nMinistério da Saúde
unclear == لا: طويل\\nغريس أتشينغ\\n+254 700 123456|لا: طويل\\nGrace Achieng\\nHIFA
unclear == pass hifa-fr and hifa|pass hifa-fr, hifa|pass to hifa-fr and to hifa|pass hifa-fr & hifa
unclear == pass hifa-fr hifa|pass hifa-fr and\\nhifa|pass hifa-fr,\\nand hifa|pass hifa-fr,\\nhifa
unclear == move hifa-fr or hifa|move hifa-fr/hifa
unclear == pass hifa-fr, "hifa"
unclear == transmettre à hifa-fr et hifa|déplacer hifa-fr ou hifa|pasar a hifa-fr y hifa
unclear == mover hifa-fr o hifa
unclear == passar hifa-fr e hifa|mover hifa-fr ou hifa|مرر إلى hifa-fr و hifa|انقل hifa-fr أو hifa
unclear == ask: which district?\\n\\nAnd the year
unclear == ok 👎|👎|👍|+1|ok :D|ok + 1|ok = no way|ok // no way|ok, no approval|no approval
unclear == +1 ok|Thanks, not this one|I will look tomorrow|Let it pass|Dear Neil, do what you like
unclear == SUBJECT New one|Subject: Re: To read|unsubscribe|help|leave|approve member
unclear == retirer 4|retirar 4|retirez|retirar|retire 99|wait|attendre|esperar|aguardar|انتظر|nada
unclear == no lo sé|si Marie quiere\\nsí|não sei
unclear == je ne sais pas|nous verrons|ya veremos|vamos ver|لا أعرف|لا بأس|ربما
unclear == tell her: thank you\\nok with her name|oui, si Marie est d'accord|couper 4 si possible
unclear == sí, si firma
unclear == peut être publié|ok. Sorry, Mistake|ok. Gracias. Revisar|ok thanks\\nPostpone
unclear == ok thanks\\nMarie|ok. Merci. Erreur|ok. Obrigado. Adiar|ok thanks Neil. Postponing
unclear == ok. Thanks, Review Pause|ok, merci\\nReporter Relire|ok, gracias\\nError Anonimizar
unclear == ok, obrigada\\nErro Engano
unclear == cortar 4 o 5|cortar 4 o 1\\nok|cortar 4 o 811 ok
unclear == ok SUBJECT New title, thanks|ok SUBJECT Malaria. Best wishes, Maria
unclear == ok SUBJECT New title, thanks Neil|ok SUBJECT New title, please|ok SUBJECT New title, Neil
unclear == ok SUBJECT New title, cut 4|ok SUBJECT New title, join to 790|ok SUBJECT New title, split
unclear == ok SUBJECT New title, no approval needed|ok SUBJECT if you agree|ok objet : si elle signe
unknown-form == withdraw|withdraw 700|note: see the guide
unknown-form == transférer à hifa-fr
unknown-form == transfer to hifa-fr|nota: ver la guía
conflict == ok\\nspam|ok spam|ok, later|publish later|ok later|ok\\nno: private|later\\nok|spam, ok
conflict == ok, ask: which year?|ok, move hifa-fr|join to 790\\nsplit
conflict == no approval needed\\napproval needed
conflict == ok\\nok tomorrow|no: too long\\nok|join to 790\\njoin to 791|oui\\nplus tard
conflict == sí\\nluego|نعم\\nلاحقا
no-such-post == ok 5|ok 812|2 ok|812 ok|ok 1-2|spam 7|1-4 ok|tell 5: thank you|5 join to 790|edit 3
"""

IN_A_QUEUE = """
which-post == ok|yes, thanks|spam|no: off purpose|cut 4|I take it|tell: thank you|ok tomorrow|split
which-post == join to 790|ok\\n3 cut 4\\nok|3 cut 4\\nok|ok 1-4, cut 3|edit\\n\\nNew words|join 3
unclear == 3 cut 4 and 5 ok|3 cut 4, 5 and 6 ok|3 cut 4, 5, ok|3 cut 4 5 ok|1 ok, spam 2|1 ok, ok
unclear == 1 ok, 2|1 ok, 2 maybe|1/2 ok|1 ok 2 3|the first ok|all but 3 ok|4 join 5 to 790|1+2 ok
unclear == 5 no: off purpose 6 later|5 no: off purpose, later 6|3 tell: thank you 4 ok
unclear == 1 ok, I take it
unclear == ok 1 o 2|spam 2 o 3|3 cortar 4 o 5 ok|3 cortar 4 o 5\\nok
unclear == ok 1, o 2|1, o 2 ok|1 ok o 2 ok|2 spam o 3 ok|1 ok, o 2 ok|1 ok\\no 2 ok|1 ó 2 ok
unclear == ok 1, ó 2
unclear == publicar 1, o 2|1 publicar o 2 publicar|5 no: privado, o 6 luego|ok 1, o bien 2
unclear == ok 1 or 2|ok 1, or 2|1 ok or 2 ok|2 spam or 3 ok|ok 1 ou 2|ok 1, ou 2|1 ok ou 2 ok
unclear == 2 spam ou 3 ok
unclear == ok 1 أو 2|ok 1، أو 2|1 نعم أو 2 نعم|2 spam أو 3 ok|publicar 1, ou o 2|1 ok ou o 2 ok
unclear == los 3 ok|publicar los 3|los 3 spam|spam los 3|los 3: publicar|1 ok, los 3 spam
unclear == les 3 ok|publier les 3|les 3 non : hors sujet|ok les 3|1 ok\\nles 3 spam
unclear == os 3 sim|publicar os 3|os 3 spam|spam os 3|os 3, sim
unclear == الرسائل 3 نعم|انشر الرسائل ٣
unclear == 5 no: privado\\nlos 3 ok|5 non : privé, les 3 spam
unclear == 3 no: too long, and 4 also, rest ok|3 no: too long, see 814, rest ok
unclear == 3 ask: and 4?, rest later|rest ok, 3 no: as 4
unclear == 2 ask: how many, 3 or 4 drops|2 ok SUBJECT One, 3 of them
unclear == 3 edit, please\\nNew words\\n\\n4 ok
which-reason == 5 no, 6 later|1 ok, 2 no|3 cut 4, no
question == 1 ok, 2 ok?|3 cut 4?|1 ok, 2 which one?
condition == 1 ok but not 2|1 ok\\n2 ok if she agrees|3 cut 4 and ok if she agrees
no-such-post == 7 ok|1-7 ok|4-1 ok|1-811 ok|1 ok, 900 spam|9 cut 4
which-words == 3 cut, 4 ok|4 tell her|3 change x to y, 4 ok|3 redact her name
which-list == 3 move, 4 ok|3 move hifa-de
"""


def rows(block: str) -> list[tuple[str, str]]:
    """(why, an answer) for every answer of a block."""
    found = []
    for line in block.strip().splitlines():
        why, _, answers = line.partition(" == ")
        found += [(why, said) for said in cases(answers)]
    return found


def asked(said: str, shown: tuple[Shown, ...]) -> str:
    """Why an answer is asked back; nothing of it may act, but where one post is named twice."""
    answer = read(said, shown, NAMES, lists=LISTS)
    assert not answer.orders
    assert answer.asked_back
    return str(answer.asked_back)


@pytest.mark.parametrize(("why", "said"), rows(CONDITIONS + QUESTIONS + LACKING + UNCLEAR))
def test_asked_back(why: str, said: str) -> None:
    assert asked(said, ONE) == why


@pytest.mark.parametrize(("why", "said"), rows(IN_A_QUEUE))
def test_asked_back_in_a_queue(why: str, said: str) -> None:
    assert asked(said, SIX) == why


def test_a_name_that_is_a_word_of_a_form() -> None:
    """A moderator called Domingo once put a post off to Sunday by signing."""
    names = ("Domingo Job", "domingo.job")
    for said in ("ok Domingo", "ok, Domingo", "ok Job", "ok, Job"):
        assert read(said, ONE, names).asked_back, said
    for said in ("ok\nDomingo", "ok\n\nDomingo Job", "ok\nJob", "ok tomorrow\nDomingo"):
        (order,) = read(said, ONE, names).orders
        assert order.forms[0].when in ("", "tomorrow"), said


@pytest.mark.parametrize(
    "said",
    [
        "ok. Thanks, Neil",
        "ok\nThanks\nGrace Achieng",
        "Dear Marie, ok",
        "tell: thank you",
        "tell: Dear Amina, thank you",
        'ok SUBJECT "If you agree"',
        "ok SUBJECT New title.",
        "ok SUBJECT New title\nThanks\nNeil",
        "ok SUBJECT Thanks to all nurses",
        "cortar 4 e o 5\nok",
        "no: too long\nand without a source\nas before",
        "no: too long\nSee Annex 4, please\nand the guide",
        "non : trop long\nVoir le guide\nde la liste",
        "no: muy largo\nVer la guía\nde la lista",
        "não: muito longo\nVer o guia\nda lista",
        "لا: طويل جدا\nوبلا مصدر\nكما قلنا",
        "pass hifa-fr\n\nHIFA forum",
        "pass hifa-fr, thanks\nNeil",
        "move hifa-fr, please",
        "edit\nDear all,\n\nthe text\n\nThanks\nAmina",
        "edit\nthe text\n\nNo, private health is not public.\n\nAmina",
        "edit\nLater, we found that it helps.\n\nAmina",
        "edit\nDear all\n\nLater, we found that",
        "edit\nNo: this is the text",
        "edit\nthe text\n\nNo: this is the text\nAmina",
        "edit\nDear all\n\nBut we found that it helps.\n\nAmina",
        "edit\nDear all\n\nIf Marie agrees, we shall meet.\n\nAmina",
        "edit\nNo if or but: we must act.\n\nAmina",
        "edit\nDear all\n\nIs that so?\n\nWhat do you think?\n\nAmina",
        "edit\nShall we publish?\n\nYes, we think so.\n\nAmina",
        "edit\nDear all\n\nWe saw that it helps\nwithout any trouble.",
        "edit\nDear all\n\nNote: gloves are scarce.\n\nAmina",
        "edit\nDear all\n\nNo, but do you know more?\n\nAmina",
        "edit\nDear all\n\nTeam work helps - we found\n\nAmina",
        "edit\nDear all\n\n4. Cut the cord late?\n\nAmina",
        "edit\nDear all,\n\nSubject: this is about gloves\n\nAmina",
        "edit\nDear all,\n\nAsk your nurse - she knows\n\nAmina",
        "modifier\nBonjour\n\nNon, mais nous y pensons.\n\nAmina",
        "editar\nHola\n\nPero vimos que ayuda.\n\nAmina",
        "editar\nOlá\n\nMas vimos que ajuda.\n\nAmina",
        "عدل\nالنص\n\nلكن هذا يساعد\n\nAmina",
        "edit\nOk, here is what we did\n\nOk with us all\nAmina Kamau\nNairobi",
        "modifier\nChers collègues,\n\nPlus tard, nous avons vu que\n\nMerci\nAmina",
        "modifier\nNon : voici le texte",
        "editar\nNo, la salud privada no es\n\nGracias\nAmina",
        "editar\nMais tarde, vimos que\n\nObrigada\nAmina",
        "عدل\nلاحقا وجدنا أن هذا يساعد\n\nشكرا\nAmina",
    ],
)
def test_what_is_no_miss(said: str) -> None:
    assert not read(said, ONE, NAMES, lists=LISTS).asked_back


@pytest.mark.parametrize(
    "said",
    [
        "ok 1 e o 2",
        "o 1 ok, o 2 spam",
        "o 1 ok\no 2 spam\no resto ok",
        "publicar o 1, o 2 e o 3",
        "o 1, o 2 e o 3 ok",
        "1 ok e o 2 spam",
        "1 ok, o resto spam",
        "los 3 y 4 ok",
        "el 3 ok",
        "publicar los 1-3",
        "les 3 et 4 ok",
        "le 3 ok",
        "publier les 1 à 3",
        "os 3 e 4 sim",
        "publicar os 1, 2 e 3",
        "الرسائل 3 و 4 نعم",
        "الرسالة 3 نعم",
        "posts 3 and 4 ok",
        "los demás ok",
        "3 no: 900 words, rest ok",
        "3 no: as long as 4, 4 spam, rest ok",
    ],
)
def test_what_is_no_miss_in_a_queue(said: str) -> None:
    assert not read(said, SIX, NAMES, lists=LISTS).asked_back


WRAPPED = "tell: thank you, and please tell us next time whether the picture is"


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        (f"{WRAPPED}\nok", False),  # the end of a sentence that was broken, or a decision
        (f"{WRAPPED}.\nok", True),
        (f"{WRAPPED}\nok with the page", True),  # no decision: the text goes on
        (f"{WRAPPED}\nadd the source", True),
        ("tell: thank you\nok", True),
        ("tell: thank you\nok with the page", False),
        (f"{WRAPPED}\nNeil Pakenham-Walsh", False),  # she signs, or the sentence ends with him
        (f"{WRAPPED}\nthanks", False),
        (f"{WRAPPED}.\nthanks", True),
    ],
)
def test_a_line_that_a_mail_program_broke(said: str, acts: bool) -> None:
    assert bool(read(said, ONE, NAMES).orders) is acts
