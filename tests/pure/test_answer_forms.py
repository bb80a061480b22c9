"""Every form that a moderator may write, in five languages: `what it says == it | it | it`."""

from __future__ import annotations

import pytest

from listserv.moderation.answers import Shown, read
from listserv.moderation.forms import Kind
from tests.support.told import LISTS, NAMES, ONE, SIX, cases, told

DECISIONS = """
ok tomorrow == ok tomorrow|OK Tomorrow.|Publish tomorrow|ok, tomorrow, thanks|ok (tomorrow)
ok tomorrow == yes, publish tomorrow|ok for tomorrow|ok please tomorrow|ok - tomorrow\\nNeil
ok tomorrow == ok demain|Publier demain|oui, demain|publiez demain svp|ok pour demain|OK DEMAIN !
ok tomorrow == ok mañana|ok manana|publicar mañana|sí, mañana|Publique mañana, gracias|vale, mañana
ok tomorrow == ok amanhã|ok amanha|publicar amanhã|sim, amanhã|pode publicar amanhã
ok tomorrow == Aprovado, amanhã
ok tomorrow == نعم غدا|موافق، غدًا|انشر غدا|ok غدا|انشرها غدا من فضلك|نعم، الغد
ok today == ok today|ok aujourd'hui|ok aujourd’hui|ok hoy|ok hoje|نعم اليوم|publish today
ok now == ok now|OK NOW|publish now|publish right away|ok at once|ok immediately|yes now please
ok now == ok maintenant|publier tout de suite|oui, immédiatement|ok ahora|publicar ahora mismo
ok now == ok agora|publicar imediatamente|نعم الآن|انشر الان|انشر فورا
ok monday == ok Monday|ok on Monday|publish Monday|ok monday.|ok lundi|ok pour lundi|publier lundi
ok monday == ok lunes|ok el lunes|publicar el lunes|ok segunda|ok segunda-feira|ok na segunda-feira
ok monday == نعم الاثنين|موافق يوم الإثنين|انشر يوم الاثنين
ok tuesday == ok Tuesday|ok mardi|ok martes|ok terça|ok terca-feira|نعم الثلاثاء
ok wednesday == ok Wednesday|ok mercredi|ok miércoles|ok quarta-feira|نعم الأربعاء
ok thursday == ok thursday|ok jeudi|ok jueves|ok quinta|نعم الخميس
ok friday == ok Friday|ok vendredi|ok viernes|ok sexta-feira|نعم يوم الجمعة
ok saturday == ok Saturday|ok samedi|ok sábado|sim, sábado|نعم السبت
ok sunday == ok Sunday|ok dimanche|ok domingo|sim, domingo|نعم الأحد
ok fr == ok fr|OK FR|ok, fr|ok in French|ok en français|sí, en francés|sim, em francês
ok fr == نعم بالفرنسية
ok fr == ok French|ok français|ok fr.|publier en français|publish in French, thanks|موافق fr
ok fr,es == ok fr es|ok fr, es|ok fr and es|ok fr et es|ok fr y es|ok fr e es|ok fr es fr|ok FR ES
ok fr,es == ok French and Spanish|ok français et espagnol|نعم الفرنسية و الإسبانية
ok en,fr,pt == ok en fr pt|ok, en, fr and pt
ok q2 == ok q2|ok Q2|ok q 2|ok, q2|ok question 2|ok for question 2|ok answers q2|oui, question 2
ok q2 == ok p2|sí, pregunta 2|sim, pergunta 2|نعم سؤال ٢|نعم س2|نعم، السؤال 2
ok job == ok job|OK Job|ok, job|ok as a job|publish as job|ok: job|ok emploi|ok offre d'emploi
ok job == ok empleo|ok vaga|ok emprego|نعم وظيفة|ok as a vacancy|ok comme emploi|ok como empleo
ok event == ok event|ok événement|ok evenement|ok evento|sim, evento|نعم حدث|نعم فعالية
ok call == ok call|ok call for papers|ok appel|ok appel à candidatures|ok convocatoria|ok chamada
ok call == ok convocatória|نعم نداء|نعم دعوة
ok obituary == ok obituary|ok nécrologie|ok obituario|ok obituário|نعم نعي|OK, obituary. Thanks
ok tomorrow q2 == ok tomorrow q2|ok q2 tomorrow|ok, q2, tomorrow|ok tomorrow and q2|ok demain, q2
ok tomorrow fr == ok tomorrow fr|ok fr tomorrow|ok mañana, en francés
ok now [Stock cards] == ok now SUBJECT Stock cards|ok now, subject: Stock cards
ok tomorrow q2 fr job [X y] == ok tomorrow q2 fr job SUBJECT X y
ok [Stock cards] == ok SUBJECT Stock cards|ok title: Stock cards|ok, new subject: Stock cards
ok [Stock cards] == ok subject Stock cards|ok\\nSUBJECT Stock cards
ok [Fiches de stock] == ok OBJET Fiches de stock|ok SUJET : Fiches de stock
ok [Fiches de stock] == Oui, titre : Fiches de stock
ok [Fichas de existencias] == ok ASUNTO Fichas de existencias|sí, asunto: Fichas de existencias
ok [Fichas de stock] == ok ASSUNTO Fichas de stock|sim\\nASSUNTO: Fichas de stock
ok [بطاقات المخزون] == نعم الموضوع: بطاقات المخزون|نعم، العنوان الجديد: بطاقات المخزون
ok [WHO guideline: 2 doses, not 3] == ok SUBJECT WHO guideline: 2 doses, not 3
spam == spam|Spam!|junk|pourriel|correo basura|lixo|بريد مزعج
later == later|Later.|plus tard|más tarde|mas tarde|luego|mais tarde|depois|لاحقا|لاحقًا|فيما بعد
move hifa-fr == move hifa-fr|Move HIFA-FR|move to hifa-fr|move it to hifa-fr|move to list hifa-fr
move hifa-fr == move: hifa-fr|Please move this to hifa-fr, thanks|move hifa–fr|move\\nhifa-fr
move hifa-fr == déplacer hifa-fr|Déplacez vers hifa-fr|deplacer vers hifa-fr|déplacer à hifa-fr
move hifa-fr == mover hifa-fr|Mueva a hifa-fr|moverlo a hifa-fr|mover para hifa-fr
move hifa-fr == mova para hifa-fr
move hifa-fr == انقل hifa-fr|انقلها إلى hifa-fr|نقل إلى hifa-fr|move "hifa-fr"
move hw-2 == move hw-2|move to hw-2.|mover a hw-2
"""

TEXTS = """
ask "which district?" == ask: which district?|Ask: which district?|ask the author: which district?
ask "which district?" == ask her: which district?|ask:\\nwhich district?|ask:\\n\\nwhich district?
ask "which district?" == Hello,\\n\\nask: which district?\\n\\nThanks\\nNeil
ask "which district?" == please ask : which district?
ask "quel district ?" == demander : quel district ?|Demandez : quel district ?
ask "quel district ?" == demande: quel district ?
ask "quel district ?" == demandez-lui : quel district ?|demander à l’auteur : quel district ?
ask "¿qué distrito?" == preguntar: ¿qué distrito?|Pregunte: ¿qué distrito?
ask "¿qué distrito?" == pregúntale: ¿qué distrito?
ask "qual distrito?" == perguntar: qual distrito?|Pergunte: qual distrito?|pergunta: qual distrito?
ask "أي منطقة؟" == اسأل: أي منطقة؟|إسأل: أي منطقة؟|اسألها: أي منطقة؟|اسأل الكاتبة : أي منطقة؟
tell "a fine piece" == tell: a fine piece|Tell her: a fine piece|tell the author: a fine piece
tell "un bon texte" == dire : un bon texte|Dites-lui : un bon texte|dis à l'auteur : un bon texte
tell "buen texto" == decir: buen texto|dígale: buen texto|Dile: buen texto
tell "buen texto" == dile a la autora: buen texto
tell "bom texto" == dizer: bom texto|diga: bom texto|diga à autora: bom texto|diga-lhe: bom texto
tell "نص جيد" == أخبر: نص جيد|اخبرها: نص جيد|قل: نص جيد|قل لها: نص جيد
note "see the guide" == public note: see the guide|Public Note: see the guide
note "see the guide" == note to all: see the guide
note "see the guide" == add a public note: see the guide|PUBLIC NOTE : see the guide
note "voir le guide" == note publique : voir le guide|Note publique: voir le guide
note "ver la guía" == nota pública: ver la guía|nota publica: ver la guía
note "ver la guía" == Nota para todos: ver la guía
note "ver o guia" == nota pública: ver o guia|Nota para todos: ver o guia
note "انظر الدليل" == ملاحظة عامة: انظر الدليل|ملاحظة للجميع: انظر الدليل
team "she is new" == team: she is new|Team: she is new|tell the team: she is new
team "she is new" == for the team: she is new|For moderators only: she is new|Mods: she is new
team "she is new" == Note for moderators: she is new|Internal note: she is new
team "elle est nouvelle" == Pour les modérateurs : elle est nouvelle
team "elle est nouvelle" == Note interne : elle est nouvelle
team "es nueva aquí" == Para moderadores: es nueva aquí|Nota interna: es nueva aquí
team "ela é nova" == Para os moderadores: ela é nova|Só para moderadores: ela é nova
team "هي جديدة" == للمشرفين: هي جديدة|ملاحظة للمشرفين: هي جديدة
team "elle est nouvelle" == équipe : elle est nouvelle|à l’équipe : elle est nouvelle
team "es nueva aquí" == equipo: es nueva aquí|al equipo: es nueva aquí
team "es nueva aquí" == para el equipo: es nueva aquí
team "ela é nova" == equipa: ela é nova|Equipe: ela é nova|para a equipe: ela é nova
team "هي جديدة" == الفريق: هي جديدة|للفريق: هي جديدة|إلى الفريق: هي جديدة
no "merci d'enlever le prix" == non : merci d'enlever le prix|Non: merci d'enlever le prix
no "please, once more; with its source" == no: please, once more; with its source
tell "two lines, and more" == tell: two lines,\\nand more|tell:\\ntwo lines,\\nand more\\n\\nThanks
tell "a fine piece" == tell: a fine piece\\nNeil|tell: a fine piece\\nThanks\\nNeil Walsh
tell "a fine piece" == tell: a fine piece\\n\\nBest wishes\\nNeil Pakenham-Walsh\\nHIFA Coordinator
"""

EDITS = """
cut 4 == cut 4|Cut 4.|CUT 4|cut paragraph 4|cut [4]|cut #4|cut: 4|please cut 4|cut 4 please
cut 4 == delete 4
cut 4 == couper 4|coupez 4|Coupe 4|supprimer le 4|supprimez le paragraphe 4|enlever 4|couper le 4
cut 4 == cortar 4|corte 4|corta el 4|quitar 4|quite el párrafo 4|elimine 4|eliminar 4|borrar 4
cut 4 == tirar 4
cut 4 == apagar 4|apague o parágrafo 4|corte o 4|remover 4|remova 4|tire o 4|suprimir 4
cut 4 == احذف 4|احذف ٤|إحذف الفقرة ٤|حذف ٤|احذف الفقرة 4 من فضلك|cut\\n4
cut 6-9 == cut 6-9|cut 6 - 9|cut 6–9|cut 6 to 9|cut [6]-[9]|cut paragraphs 6 to 9|couper 6 à 9
cut 6-9 == cortar 6 a 9|cortar 6 até 9|cortar de 6 a 9|quite los párrafos 6 a 9|احذف ٦-٩
cut 6-9 == احذف 6 إلى 9
cut 2 + cut 4 + cut 6 == cut 2, 4 and 6|cut 2 4 6|cut 2,4,6|cut 2, 4,\\nand 6|cut 2, 4 & 6
cut 2 + cut 4 + cut 6 == couper 2, 4 et 6|cortar 2, 4 y 6|cortar 2, 4 e 6|احذف 2، 4 و6|احذف ٢ و٤ و٦
cut 2 + cut 4-6 == cut 2, 4-6|cut 2 and 4 to 6|couper 2 et 4 à 6
change "x" "y" == change "x" to "y"|Change “x” to “y”|change "x" into "y"|replace "x" by "y"
change "x" "y" == replace “x” with “y”|change «x» to «y»|change „x“ to „y“|change ‘x’ to ‘y’
change "x" "y" == change 'x' to 'y'|change ”x” to ”y”|change »x« to »y«|change "x" -> "y"
change "x" "y" == change "x" → "y"
change "x" "y" == change "x"\\nto "y"|change:\\n"x" to "y"|change ‹x› to ‹y›|change "x", to "y".
change "x" "y" == changer « x » en « y »|Remplacez « x » par « y »|changez "x" en "y"
change "x" "y" == remplacer “x” par “y”
change "x" "y" == cambiar "x" por "y"|cambie «x» a «y»|reemplazar "x" por "y"|sustituya "x" por "y"
change "x" "y" == mudar "x" para "y"|troque "x" por "y"|substituir "x" por "y"|altere "x" para "y"
change "x" "y" == غيّر "x" إلى "y"|غير «x» الى «y»|استبدل "x" ب "y"|استبدل "x" بـ "y"
change 3 "x" "y" == change 3 "x" to "y"|change [3] "x" to "y"|change 3: "x" to "y"
change 3 "x" "y" == change paragraph 3 "x" to "y"
change 3 "x" "y" == change "x" to "y" in 3|change "x" to "y" in paragraph 3
change 3 "x" "y" == changer 3 « x » en « y »
change 3 "x" "y" == remplacer « x » par « y » au paragraphe 3|cambiar 3 "x" por "y"
change 3 "x" "y" == غير ٣ "x" إلى "y"
change 3 "x" "y" == cambiar "x" por "y" en el párrafo 3|mudar "x" para "y" no parágrafo 3
change "don't" "do not" == change "don't" to "do not"|change 'don't' to 'do not'
change "her number" "" == change "her number" to ""|change “her number” to “”
change "a line that goes on" "here" == change "a line\\nthat goes on" to "here"
add "ARVs" "[antiretrovirals]" == add "[antiretrovirals]" after "ARVs"
add "ARVs" "[antiretrovirals]" == add “[antiretrovirals]” after “ARVs”
add "ARVs" "[antiretrovirals]" == insert "[antiretrovirals]" after "ARVs"
add "ARVs" "[antiretrovirals]" == Add '[antiretrovirals]' after 'ARVs'
add "ARVs" "[antiretrovirals]" == ajouter « [antiretrovirals] » après « ARVs »
add "ARVs" "[antiretrovirals]" == añadir "[antiretrovirals]" después de "ARVs"
add "ARVs" "[antiretrovirals]" == agregue «[antiretrovirals]» tras «ARVs»
add "ARVs" "[antiretrovirals]" == acrescentar "[antiretrovirals]" depois de "ARVs"
add "ARVs" "[antiretrovirals]" == adicione "[antiretrovirals]" após "ARVs"
add "ARVs" "[antiretrovirals]" == أضف "[antiretrovirals]" بعد "ARVs"
add 2 "y" "x" == add 2 "x" after "y"|add "x" after "y" in paragraph 2|ajouter 2 « x » après « y »
add "2 drops" "4 drops" == add '4 drops' after '2 drops'
edit "Dear all,\\n\\n- one\\n  two" == edit\\nDear all,\\n\\n- one\\n  two
edit "Dear all,\\n\\n- one\\n  two" == Edit:\\n\\n\\nDear all,\\n\\n- one\\n  two\\n\\n
edit "Dear all,\\n\\n- one\\n  two" == éditer\\nDear all,\\n\\n- one\\n  two
edit "Dear all,\\n\\n- one\\n  two" == Modifier :\\nDear all,\\n\\n- one\\n  two
edit "Dear all,\\n\\n- one\\n  two" == editar\\nDear all,\\n\\n- one\\n  two
edit "Dear all,\\n\\n- one\\n  two" == Nuevo texto:\\nDear all,\\n\\n- one\\n  two
edit "Dear all,\\n\\n- one\\n  two" == Novo texto:\\nDear all,\\n\\n- one\\n  two
edit "Dear all,\\n\\n- one\\n  two" == عدّل\\nDear all,\\n\\n- one\\n  two
edit "ok then?\\nwe say so" == edit please\\nok then?\\nwe say so
edit == edit|Edit.|éditer|editar|عدل|edit\\n\\n
"""

BESIDE = """
take == I take it|I'll take it|I’ll take this|I will take it|je m'en charge|Je m’en charge
take == je m'en occupe
take == je le prends|me encargo|Me encargo yo|yo me encargo|eu trato disto|Trato disso
take == eu cuido disso
take == deixa comigo|fico com este|سأتولى ذلك|ساتولى ذلك|سأتولى الأمر|I take this one, thanks
take == I TAKE IT
join 790 == join to 790|join 790|Join to #790|join to thread 790|join to the thread 790
join 790 == join with 790
join 790 == merge with 790|rattacher à 790|Rattachez à 790|rattacher au fil 790|rattacher 790
join 790 == joindre à 790
join 790 == unir a 790|unirlo al 790|unir al hilo 790|juntar a 790|junte ao 790
join 790 == juntar à mensagem 790
join 790 == اضمم إلى ٧٩٠|اضم إلى 790|ضم الى 790|اضمم إلى النقاش 790|join\\nto 790|join to\\n790
split == split|Split.|new thread|séparer|nouveau fil|separar|hilo nuevo|nuevo hilo|separe
split == nova discussão
split == افصل|نقاش جديد|split it please
trust == no approval needed|No approval needed.|no approval required|publication directe
trust == Publication directe !
trust == publicación directa|publicacion directa|publicação direta|publicação directa|نشر مباشر
trust == النشر المباشر
untrust == approval needed|Approval needed|approbation nécessaire|aprobación necesaria
untrust == aprovação necessária
untrust == الموافقة مطلوبة|pas de publication directe|sin publicación directa|sem publicação direta
raw == raw|Raw please|original message|brut|message brut|original|el original|o original|الأصل
raw == النص الأصلي
second fr == second opinion fr|Second opinion in French|second opinion: fr
second fr == a second opinion in French
second fr == deuxième avis fr|second avis en français|segunda opinión fr|segunda opinião em francês
second fr == رأي ثان fr|رأي ثان بالفرنسية|second opinion\\nfr
language fr == language fr|Language: French|the language is French|written in French|language\\nfr
language fr == langue fr|Langue : français|rédigé en français
language fr == idioma fr|Idioma: francés|escrito en francés
language fr == língua fr|língua: francês|o idioma é francês|لغة fr|اللغة: الفرنسية|لغة الرسالة fr
language en == La langue est l'anglais|c'est en anglais|c'est de l'anglais|langue anglaise
language en == est en anglais
language en == it is in English|It's in English.|this is English|this is in English, thanks\\nNeil
language en == está en inglés|lengua inglesa|el idioma es el inglés|está em inglês|língua inglesa
language fr == C'est du français.|This is French|es francés|língua francesa|o idioma é o francês
language ar == هذه بالعربية|هذه الرسالة بالعربية|لغة الرسالة هي العربية
language sw == It is in Swahili|c'est en swahili|está en suajili
language en,fr == it is in English and French|c'est en anglais et français
language == language unknown|language not known|langue inconnue|idioma desconocido
language == língua desconhecida|لغة غير معروفة
translate fr,es == translate fr es|Translate into French and Spanish|traduire fr, es
translate fr,es == translate: fr, es
translate fr == traduire en français|traduisez en français|traducir al francés|traduzir para francês
translate fr == ترجم إلى الفرنسية|translate\\nfr|translate it into French, thanks
language sw == language sw|language: Swahili|langue : swahili
language en,fr == language en fr|languages English and French|langues en, fr|language: en & fr
pass hifa-fr == pass hifa-fr|pass to hifa-fr|Pass it on to hifa-fr|pass on to hifa-fr
pass hifa-fr == copy to hifa-fr
pass hifa-fr "Deux lignes." == pass hifa-fr: Deux lignes.|pass to hifa-fr: Deux lignes.
pass hifa-fr "Deux lignes." == transmettre à hifa-fr : Deux lignes.|مرر إلى hifa-fr: Deux lignes.
pass hifa-fr "Deux lignes." == pasar a hifa-fr: Deux lignes.|passar para hifa-fr: Deux lignes.
pass hifa-fr == forward to hifa-fr|transmettre à hifa-fr|transmettez-le à hifa-fr|passer à hifa-fr
pass hifa-fr == faire suivre à hifa-fr|pasar a hifa-fr|páselo a hifa-fr|passar para hifa-fr
pass hifa-fr == reencaminhar para hifa-fr|encaminhe para hifa-fr|مرر إلى hifa-fr|مررها إلى hifa-fr
recall == recall|rappeler|recuperar|recolher|اسحب|retirer le message|retirar el mensaje
redact "her name" == redact "her name"|Redact “her name”|caviarder « her name »|tachar "her name"
redact "her name" == rasurar "her name"|احجب "her name"|black out "her name"|redact:\\n"her name"
"""

# What stands together on one line, or one a line.
TOGETHER = """
cut 4 + ok == cut 4 and ok|cut 4, ok|cut 4\\nok|ok, cut 4|ok\\ncut 4|cut 4 then ok|cut 4. ok
cut 4 + ok == cut 4; ok
cut 4 + ok == cut 4 & ok|cut 4 + ok|cut 4 / ok|cut 4 ok|Cut 4 and then publish, thanks|yes, cut 4
cut 4 + ok == coupez 4 puis publiez|couper 4 et publier|couper 4, ok
cut 4 + ok == Coupez 4\\nPubliez\\nMerci\\nNeil
cut 4 + ok == cortar 4 y publicar|corte 4 y luego publique|quitar 4, sí|cortar 4 e publicar
cut 4 + ok == corte 4 e depois publique|apague 4, sim|احذف ٤ وانشر|احذف 4 ثم انشر
cut 4 + ok == احذف الفقرة ٤، نعم
language en + ok == ok, langue anglaise|it is in English, ok
language en + ok == ok, c'est en anglais|C'est en anglais. ok
language fr + ok en == ok en, langue française|C'est du français. ok en|ok en\\nthis is French
language + ok == ok, language unknown
translate fr + ok == ok, translate fr
join 790 + ok == ok, join to 790|ok join to 790|join to 790, ok|join to 790 and ok
join 790 + ok == ok and join to 790
join 790 + ok == ok, rattacher à 790|rattacher à 790 et publier|unir a 790 y publicar
join 790 + ok == juntar a 790 e publicar
join 790 + ok == اضمم إلى ٧٩٠ وانشر|ok\\njoin to 790
ok tomorrow + tell "a fine piece" == ok tomorrow\\ntell: a fine piece
ok tomorrow + tell "a fine piece" == ok tomorrow, tell: a fine piece
note "see the guide" + ok == ok, public note: see the guide|ok with public note: see the guide
ok + tell "I cut a line" + cut 4 == cut 4\\nok\\ntell: I cut a line
cut 2 + change "x" "y" + ok [New words] == cut 2\\nchange "x" to "y"\\nok SUBJECT New words
ok [X y] + cut 4 == ok SUBJECT X y\\nPlease cut 4
ok + trust == ok, no approval needed|ok\\nno approval needed|oui, publication directe
ok + trust == sí, publicación directa
ok + pass hifa-fr == ok, pass to hifa-fr|ok and pass hifa-fr|ok\\npass hifa-fr
ok + pass hifa-fr == publier et transmettre à hifa-fr
ok + split == ok, split|split and ok|ok, new thread|publier, nouveau fil|publicar y separar
take + team "I know her" == I take it\\nteam: I know her
ok + team "I know her" == ok\\nteam: I know her|team: I know her\\n\\nok
ask "which year?" + cut 4 == cut 4\\nask: which year?
tell "a fine piece" + team "I know her" == tell: a fine piece\\nNote for moderators: I know her
tell "a fine piece" + team "I know her" == tell: a fine piece\\nFor moderators only: I know her
tell "a fine piece" + team "I know her" == tell: a fine piece\\nMods: I know her
tell "merci à elle" + team "oui elle" == dire : merci à elle\\nPour les modérateurs : oui elle
tell "merci à elle" + team "elle insiste" == dire : merci à elle\\nNote interne : elle insiste
tell "un buen texto" + team "insiste" == decir: un buen texto\\nPara moderadores: insiste
tell "um bom texto" + team "insiste" == dizer: um bom texto\\nPara os moderadores: insiste
tell "نص جيد" + team "هي تصر" == أخبر: نص جيد\\nللمشرفين: هي تصر
no off-purpose + team "the third time" == no: off purpose\\nteam: the third time
no off-purpose + tell "try HIFA-FR" == tell: try HIFA-FR\\n\\nno: off purpose
edit "New words." + ok == ok\\nedit\\nNew words.|edit and ok\\n\\nNew words.|ok, edit:\\nNew words.
ok + note "one" + note "two" == ok\\npublic note: one\\npublic note: two
"""

AFTERWARDS = """
0 undo == undo|Undo!|undo it|annuler|Annulez|deshacer|anular|desfazer|تراجع|undo please, thanks
700 undo == undo 700|annuler 700|deshacer 700|desfazer 700|تراجع ٧٠٠|undo #700
700 recall == retirer 700|retirar 700|Retire 700.|recall 700|Recall post 700|recall 700.
700 recall == rappeler 700|rappelez le message 700
700 recall == recuperar 700
700 recall == retirer le message 700|retirar el mensaje 700|recolher 700|retirar a mensagem 700
700 recall == اسحب ٧٠٠
700 recall "it named a child" == recall 700: it named a child|rappeler 700 : it named a child
700 recall "it named a child" == recolher 700: it named a child|اسحب 700: it named a child
700 raw == raw 700|brut 700|original 700|الأصل 700
700 redact "her name" == redact 700 "her name"|redact 700: “her name”|caviarder 700 « her name »
700 redact "her name" == tachar 700 "her name"|rasurar 700 "her name"|احجب ٧٠٠ "her name"
700 pass hifa-fr == pass 700 hifa-fr|pass 700 to hifa-fr|transmettre 700 à hifa-fr
700 pass hifa-fr == pasar 700 a hifa-fr
700 pass hifa-fr == passar 700 para hifa-fr|مرر 700 إلى hifa-fr
700 note "see the guide" == public note 700: see the guide|note publique 700 : see the guide
700 note "see the guide" == nota pública 700: see the guide|ملاحظة عامة ٧٠٠: see the guide
"""


def rows(block: str) -> list[tuple[str, str]]:
    """(what it says, an answer) for every answer of a block; `` parts nothing, it is dropped."""
    found = []
    for line in block.strip().splitlines():
        says, _, answers = line.partition(" == ")
        found += [(says.replace("\\n", "\n"), said.replace("", "")) for said in cases(answers)]
    return found


def forms(said: str, shown: tuple[Shown, ...] = ONE) -> str:
    return told(read(said, shown, NAMES, lists=LISTS))


def sorted_forms(says: str) -> list[str]:
    return sorted(says.removeprefix("811 ").split(" + "))


@pytest.mark.parametrize(("says", "said"), rows(DECISIONS + TEXTS + EDITS + BESIDE))
def test_a_form(says: str, said: str) -> None:
    assert forms(said).casefold() == f"811 {says}".casefold()


@pytest.mark.parametrize(("says", "said"), rows(TOGETHER))
def test_forms_that_stand_together(says: str, said: str) -> None:
    assert sorted_forms(forms(said)) == sorted_forms(says)


@pytest.mark.parametrize(("says", "said"), rows(AFTERWARDS))
def test_a_form_about_what_is_published(says: str, said: str) -> None:
    assert forms(said) == says


QUEUE = [
    ("3 cut 4", "813 cut 4"),
    ("3: cut 4\n3 ok", "813 cut 4 + ok"),
    ("3 cut 4 and ok", "813 cut 4 + ok"),
    ("3 cut 4, ok", "813 cut 4 + ok"),
    ("3 cut 4, 5 ok", "813 cut 4; 815 ok"),
    ("3 cut 4, 5-6 ok", "813 cut 4; 815 ok; 816 ok"),
    ("3 cut 2, 4 and 6", "813 cut 2 + cut 4 + cut 6"),
    ("3 cut 2, 4 and ok", "813 cut 2 + cut 4 + ok"),
    ("1-2 cut 1\n1-2 ok", "811 cut 1 + ok; 812 cut 1 + ok"),
    ("2 ask: which district?", "812 ask \"which district?\""),
    ("2 ask: which district?, 3 ok", "812 ask \"which district?\"; 813 ok"),
    ("ask 2: which district?", "812 ask \"which district?\""),
    ("2 ok SUBJECT x, 3 ok", "812 ok [x]; 813 ok"),
    ("2 ok SUBJECT Stock cards\n3 ok", "812 ok [Stock cards]; 813 ok"),
    ("4 join to 790", "814 join 790"),
    ("4 join to 790, 5 ok", "814 join 790; 815 ok"),
    ("4 ok, join to 790", "814 ok + join 790"),
    ("4 ok and join to 790, 5 spam", "814 ok + join 790; 815 spam"),
    ("join 4 to 790", "814 join 790"),
    ("4 ok tomorrow, 5 ok q2, 6 ok fr es", "814 ok tomorrow; 815 ok q2; 816 ok fr,es"),
    ("ok 1-3 tomorrow", "811 ok tomorrow; 812 ok tomorrow; 813 ok tomorrow"),
    ("ok tomorrow 1-2", "811 ok tomorrow; 812 ok tomorrow"),
    ("1 ok job, 2 ok event, 3 ok obituary", "811 ok job; 812 ok event; 813 ok obituary"),
    ("3 tell: thank you\n3 ok", '813 tell "thank you" + ok'),
    ("tell 3: thank you\nok 3", '813 tell "thank you" + ok'),
    ("3 public note: see the guide, 4 ok", '813 note "see the guide"; 814 ok'),
    ("3 team: she is new; 4 later", '813 team "she is new"; 814 later'),
    ("3 I take it, rest ok", "813 take; 811 ok; 812 ok; 814 ok; 815 ok; 816 ok"),
    ("I take it 3", "813 take"),
    ("3 move hifa-fr, 4 ok", "813 move hifa-fr; 814 ok"),
    ("move 3 to hifa-fr", "813 move hifa-fr"),
    ("3 split, 4 raw, 5 second opinion fr", "813 split; 814 raw; 815 second fr"),
    ("second opinion 5 fr", "815 second fr"),
    ("3 language fr, 4 language: Spanish", "813 language fr; 814 language es"),
    ("language 5 fr", "815 language fr"),
    ("3 no approval needed, 3 ok", "813 trust + ok"),
    ('3 change 2 "x" to "y"\n3 ok', '813 change 2 "x" "y" + ok'),
    ('3 add "[x]" after "y", 4 ok', '813 add "y" "[x]"; 814 ok'),
    ("1 ok\n3 edit\nNew words\n\nof hers", '811 ok; 813 edit "New words\n\nof hers"'),
    ("3 edit, 4 ok\nNew words", '813 edit "New words"; 814 ok'),
    ("edit 3\n\nNew words", '813 edit "New words"'),
    ("recall 700\n1 ok", "700 recall; 811 ok"),
    ("undo 700", "700 undo"),
    ("1 ok\nundo", "811 ok; 0 undo"),
    ('redact 700 "her name"', '700 redact "her name"'),
    ("1 ok and 2 spam", "811 ok; 812 spam"),
    ("3 couper 4 et publier, 5 non : hors sujet", "813 cut 4 + ok; 815 no off-purpose"),
    ("3 cortar 4 y publicar, 5 más tarde", "813 cut 4 + ok; 815 later"),
    ("3 cortar 4 e publicar, o resto mais tarde", "813 cut 4 + ok; " + "; ".join(
        f"81{place} later" for place in (1, 2, 4, 5, 6))),
    ("٣ احذف ٤ وانشر، ٥ لاحقا", "813 cut 4 + ok; 815 later"),
    ("٢ اسأل: أي منطقة؟، ٣ نعم", '812 ask "أي منطقة؟"; 813 ok'),
    ("2 no: too long\nteam: x y z", "? which-post"),
    ("ok 1-4\nno 5: off purpose\nlater 6",
     "811 ok; 812 ok; 813 ok; 814 ok; 815 no off-purpose; 816 later"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "says"), QUEUE)
def test_forms_in_a_queue(said: str, says: str) -> None:
    assert forms(said, SIX) == says


SENTENCES = """
ask "Could you send it? It is in French." == ask: Could you send it?\\nIt is in French.
note "The guide is in French." == public note: The guide\\nis in French.
note "The guide is in French." + ok == ok\\npublic note: The guide\\nis in French.\\n
note "See the guide written in French" == public note: See the guide\\nwritten in French
tell "I cut it, since it is in French" == tell: I cut it, since\\nit is in French
tell "El texto está escrito en francés." == decir: El texto está\\nescrito en francés.
no "we write English. This is French." == no: we write English.\\nThis is French.
no "es demasiado largo, es francés" == no: es demasiado largo,\\nes francés
ask "¿puede mandarlo? Está en inglés." == preguntar: ¿puede mandarlo?\\nEstá en inglés.
ask "Um guia? Está em inglês." == perguntar: Um guia?\\nEstá em inglês.
team "qui le lit ? C'est en swahili." == équipe : qui le lit ?\\nC'est en swahili.
pass hifa-fr "Un guide est en français." == pass hifa-fr: Un guide\\nest en français.
edit "Dear all,\\nThis is English.\\nBye" == edit\\nDear all,\\nThis is English.\\nBye
edit "It is in French." == edit\\nIt is in French.
ask "which page?" + language fr == ask: which page?\\nlanguage fr
"""


@pytest.mark.parametrize(("says", "said"), rows(SENTENCES))
def test_a_sentence_about_a_language_stays_in_the_text_it_is_in(says: str, said: str) -> None:
    """Only `language fr`, by its word, begins a line there: "it is in French" may be about the
    guide that is spoken of."""
    assert sorted_forms(forms(said)) == sorted_forms(says)


@pytest.mark.parametrize(
    "said",
    [
        "ask: Could you send it again?\n\nIt is in French.",
        "no, too long\nit is in French",
        "ok SUBJECT The guide that she cites\nis in French",
        "edit\nlanguage fr\nDear all,",
    ],
)
def test_below_a_text_such_a_sentence_is_asked_back(said: str) -> None:
    assert forms(said) == "? unclear"


def test_in_a_queue_too_it_may_be_the_rest_of_a_reason() -> None:
    assert forms("5 no: we write English.\nThis is French.", SIX) == "? unclear"
    assert forms("3 it is in French, 4 ok", SIX) == "813 language fr; 814 ok"


NUMBERED = [
    ("1 no: off topic\n2 is in French", "811 no off-purpose; 812 language fr"),
    ("1 no: we have it\n- 2 is in French\n3 ok", '811 no "we have it"; 812 language fr; 813 ok'),
    ("1 rechazar: publicidad\n2 está en francés, ok", "811 no advertisement; 812 language fr + ok"),
    ("1 non : pub\n2 c'est en espagnol\n3 ok", '811 no "pub"; 812 language es; 813 ok'),
    ("1 não: propaganda\n2 está em francês", "811 no advertisement; 812 language fr"),
    ("1 no: advertisement\n2 ok\n3 هذه بالفرنسية", "811 no advertisement; 812 ok; 813 language fr"),
    ("1 ask: which?\n2 ok, 3 is in French", '811 ask "which?"; 812 ok; 813 language fr'),
    ("1 ask: who are you?\n\n2 it is in French, ok",
     '811 ask "who are you?"; 812 language fr + ok'),
    ("1 no: advertisement\n\n3 it is in French\n\n4 ok",
     "811 no advertisement; 813 language fr; 814 ok"),
    ("1 no: we have had this guideline in the spring, twice\n2 is in French",
     '811 no "we have had this guideline in the spring, twice"; 812 language fr'),
]  # fmt: skip


@pytest.mark.parametrize(("said", "says"), NUMBERED)
def test_a_line_that_begins_with_a_number_tells_the_language_of_that_post(
    said: str, says: str
) -> None:
    """A reason for one post made the line about the next unclear, and of a whole queue nothing was
    done; turned round, the same answer was understood."""
    assert forms(said, SIX) == says


@pytest.mark.parametrize(
    "said",
    [
        "1 public note: two guidelines; 2 is in French",
        "1 no: spam, and 2 is in French",
        "1 tell: thanks, 2 is in French",
        "1 no: we have it. 2 is in French.\n3 ok",
        "1 refuser : pub ; 2 c'est en français",
        "1 no: advertisement\nrest is in French",
    ],
)
def test_on_the_line_of_a_text_the_language_of_the_next_post_is_asked_back(said: str) -> None:
    """It went out as a public note: "two guidelines; 2 is in French"."""
    assert forms(said, SIX) == "? unclear"


def test_all_of_it_may_be_what_a_reason_is_about() -> None:
    assert forms("1 no: all is in French", SIX) == '811 no "all is in French"'


def test_behind_another_form_it_is_below_no_text_any_more() -> None:
    said = "tell: thank you\n\nok. It is in French"
    assert forms(said) == '811 tell "thank you" + ok + language fr'


def test_every_kind_has_a_row() -> None:
    blocks = (DECISIONS + TEXTS + EDITS + BESIDE + AFTERWARDS).splitlines()
    said = {word for line in blocks for word in line.partition(" == ")[0].split()}
    short = {Kind.APPROVE: "ok", Kind.REFUSE: "no"}
    assert {short.get(kind, kind.value) for kind in Kind} <= said


def test_a_long_text_below_edit_is_taken_whole() -> None:
    """The reader looks at 20 KB of an answer; a post may be longer."""
    text = "All the words of a long post. " * 3_000
    (order,) = read(f"edit\n{text}", ONE, NAMES).orders
    assert order.forms[0].text == text.rstrip()
