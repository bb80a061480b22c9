"""Sentences in which people ask for what they ask for most, and what they say to one another in
nearly the same words."""

from __future__ import annotations

import pytest

from listserv.languages import grammar
from listserv.languages.posting import posting_command

SENTENCES = """
delivery daily | I would like to get only one mail per day, please
delivery daily | Could you send me only one email a day?
delivery daily | please send me just one mail a day
delivery daily | I prefer one message per day
delivery daily | change me to daily digest
delivery daily | switch me to the daily digest please
delivery daily | put me on daily digest
delivery weekly | I only want one mail a week
delivery weekly | please change to weekly
delivery each | send me all the messages
delivery each | I want every message as it comes
delivery each | I would like to receive all messages again
delivery each | no digest
delivery none | I want no mail for now
delivery titles | just the titles please
delivery titles | send me only the titles
pause 365 | pause 1 year
pause 14 | please pause my mails for two weeks
pause 21 | I'd like to pause for 3 weeks
pause 7 | pause for a week
pause 7 | stop sending me mails for one week
resume | please resume my mails
resume | start my mail again
resume | unpause
resume | end my pause
resume | send me mail again
leave | please take me off the list
leave | I want to be removed from this list
leave | how do I unsubscribe?
join | please add me to the forum
join | can you add me to the list?
join | I want to be a member
join | I would like to become a member of the forum
i-read en fr | I can read English and French
i-read fr | I prefer French
i-read fr | please write to me in French
address move x@example.org | please use my new email address x@example.org
address move x@example.org | my new adress is x@example.org
address move x@example.org | my email has changed to x@example.org
address move x@example.org | I have a new email: x@example.org
address move x@example.org | change my email to x@example.org
address remove x@example.org | I don't use x@example.org any more
name Amina Kamau | my name is Amina Kamau
name Amina Kamau | I am called Amina Kamau
name Amina Kamau | please correct my name: Amina Kamau
country Kenya | I am from Kenya
country Kenya | I live in Kenya
country Kenya | my country is Kenya
status | what are my settings?
status | which lists am I on?
status | am I subscribed?
status | show my settings
where | was my message published?
where | what happened with my post?
withdraw | please delete my last message
withdraw | I want to withdraw my message
my-data | what data do you have about me?
erase | please delete all my data
own off | I do not want my own messages
own off | don't send me my own messages
conceal on | hide me from the list of members
timezone Nairobi | my time zone is Nairobi
limit 20 | not more than 20 KB a day
delivery daily | je voudrais recevoir un seul message par jour
delivery daily | un seul mail par jour svp
delivery daily | je souhaite recevoir un mail par jour seulement
delivery daily | pouvez-vous m'envoyer un seul message par jour ?
delivery daily | un message par jour
delivery daily | passez-moi en envoi groupé quotidien
delivery weekly | un seul envoi par semaine
delivery weekly | je voudrais un message par semaine
delivery each | je veux recevoir tous les messages
delivery each | tous les messages
delivery each | envoyez-moi chaque message
delivery none | pas de mail
delivery none | je ne veux plus de mails pour le moment
delivery none | plus de mail
delivery titles | seulement les titres
delivery titles | je veux seulement les titres
pause 365 | pause 1 an
pause 365 | pause d'un an
pause 21 | je voudrais une pause de 3 semaines
pause 14 | mettre en pause pendant deux semaines
pause 7 | suspendre pour une semaine
pause 30 | arrêter les messages pendant un mois
resume | reprendre mes messages
resume | je suis de retour
resume | je veux recevoir de nouveau les messages
leave | je veux me désabonner
leave | merci de me retirer de la liste
leave | comment se désinscrire ?
join | je voudrais m'abonner au forum
join | pouvez-vous m'ajouter à la liste ?
join | veuillez m'inscrire sur le forum
join | je veux devenir membre
join | ajoutez-moi svp
i-read fr | je préfère le français
i-read fr en | je lis le français et l'anglais
address move x@example.org | ma nouvelle adresse mail est x@example.org
address move x@example.org | j'ai changé d'adresse : x@example.org
address move x@example.org | mon adresse email est désormais x@example.org
address move x@example.org | veuillez utiliser ma nouvelle adresse x@example.org
name Penda Sow | je m'appelle Penda Sow
name Penda Sow | mon nom complet est Penda Sow
country Mali | je vis au Mali
country Mali | je suis du Mali
status | quels sont mes réglages ?
status | mes paramètres
status | suis-je inscrite ?
status | à quelles listes suis-je abonné ?
where | mon message a-t-il été publié ?
where | qu'est devenu mon message ?
withdraw | je retire mon message
withdraw | supprimez mon dernier message
my-data | quelles données avez-vous sur moi ?
erase | veuillez supprimer toutes mes données
own off | je ne veux pas recevoir mes propres messages
conceal on | cachez mon nom
timezone Bamako | mon fuseau horaire est Bamako
limit 20 | pas plus de 20 Ko par jour
delivery daily | quisiera recibir un solo correo al día
delivery daily | un solo mensaje al día por favor
delivery daily | prefiero un correo diario
delivery daily | ¿me pueden enviar un solo correo al día?
delivery daily | un mensaje por día
delivery weekly | quiero un correo por semana
delivery weekly | un resumen semanal
delivery each | quiero recibir todos los mensajes
delivery each | todos los mensajes
delivery none | no quiero correos por ahora
delivery none | sin mensajes
delivery titles | solo los títulos
delivery titles | quiero recibir solo los títulos
pause 365 | pausa 1 año
pause 14 | quisiera una pausa de dos semanas
pause 21 | suspender por 3 semanas
pause 30 | suspendan los correos por un mes
resume | quiero volver a recibir los correos
resume | ya estoy de vuelta
resume | reanudar los correos
leave | quiero darme de baja
leave | por favor elimínenme de la lista
leave | ¿cómo me doy de baja?
join | quisiera suscribirme al foro
join | ¿pueden agregarme a la lista?
join | por favor inscríbanme
join | quiero ser miembro
i-read es | prefiero español
i-read es en | leo español e inglés
address move x@example.org | mi nuevo correo electrónico es x@example.org
address move x@example.org | cambié de correo: x@example.org
address move x@example.org | por favor usen mi nueva dirección x@example.org
name Rosa Quispe | me llamo Rosa Quispe
name Rosa Quispe | mi nombre completo es Rosa Quispe
country Perú | soy de Perú
status | ¿cuáles son mis opciones?
status | mis ajustes
status | ¿estoy inscrita?
where | ¿se publicó mi mensaje?
withdraw | retiren mi mensaje
withdraw | quiero retirar mi último mensaje
my-data | ¿qué datos tienen de mí?
erase | por favor borren todos mis datos
own off | no quiero recibir mis propios mensajes
conceal on | oculten mi nombre
timezone Lima | mi zona horaria es Lima
limit 20 | no más de 20 KB al día
delivery daily | gostaria de receber apenas um e-mail por dia
delivery daily | um só e-mail por dia, por favor
delivery daily | prefiro uma mensagem por dia
delivery daily | podem enviar-me um e-mail por dia?
delivery weekly | quero um e-mail por semana
delivery weekly | um resumo semanal
delivery each | quero receber todas as mensagens
delivery each | todas as mensagens
delivery none | não quero e-mails por agora
delivery none | sem mensagens
delivery titles | apenas os títulos
delivery titles | quero receber só os títulos
pause 365 | pausa 1 ano
pause 14 | queria uma pausa de duas semanas
pause 30 | suspender por um mês
resume | quero voltar a receber as mensagens
resume | já estou de volta
resume | retomar as mensagens
leave | quero cancelar a inscrição
leave | por favor removam-me da lista
join | gostaria de me inscrever no fórum
join | podem adicionar-me à lista?
join | por favor inscrevam-me
join | quero ser membro
i-read pt | prefiro português
i-read pt en | leio português e inglês
address move x@example.org | o meu novo e-mail é x@example.org
address move x@example.org | mudei de e-mail: x@example.org
address move x@example.org | por favor usem o meu novo endereço x@example.org
name Ana Macuácua | chamo-me Ana Macuácua
name Ana Macuácua | o meu nome completo é Ana Macuácua
country Moçambique | sou de Moçambique
country Moçambique | moro em Moçambique
status | quais são as minhas opções?
status | as minhas definições
status | estou inscrita?
where | a minha mensagem foi publicada?
withdraw | retirem a minha mensagem
withdraw | quero retirar a minha última mensagem
my-data | que dados têm sobre mim?
erase | por favor apaguem todos os meus dados
own off | não quero receber as minhas próprias mensagens
conceal on | escondam o meu nome
timezone Maputo | o meu fuso horário é Maputo
limit 20 | não mais de 20 KB por dia
delivery daily | أريد رسالة واحدة في اليوم فقط
delivery daily | أرجو إرسال رسالة واحدة في اليوم
delivery each | أريد كل الرسائل
delivery none | لا أريد رسائل الآن
resume | أنا عدت
resume | استئناف الرسائل
leave | أريد إلغاء اشتراكي
join | أريد الانضمام إلى المنتدى
i-read ar | أفضل العربية
address move x@example.org | بريدي الإلكتروني الجديد هو x@example.org
country كينيا | أنا من كينيا
status | إعداداتي
join health | subscribe health Penda Sow
name Penda | je m'appelle Penda et je suis sage-femme
name Amina Kamau | my name is Amina Kamau, I am a nurse in Kisumu
country le Mali | j'habite le Mali
organisation Ministry of Health (Kenya) | organisation Ministry of Health (Kenya)
away 15/01/2027 | pause until 15/01/2027
""".strip().splitlines()

# Whole texts of posts.
POSTS = """
I am from Kenya
I speak French and live in Mali
I need help with the stock cards
I want to be a member of the committee
how can I join?
how does this work?
messages
all messages are read by somebody
a summary
I prefer English tea
Join Professor Amina Kamau on Tuesday
I am back
Je suis de retour
je veux devenir membre du comité
quiero ser miembro del comité
comment m'inscrire ?
¿cómo me inscribo?
preciso de ajuda com os cartões
j'ai besoin d'aide
undo
mute
my name is Amina Kamau
je m'appelle Penda et je suis sage-femme
""".strip().splitlines()


@pytest.mark.parametrize("line", SENTENCES)
def test_a_plain_sentence_is_understood(line: str) -> None:
    wanted, _, typed = line.partition(" | ")
    parsed = grammar.parse("", typed)
    assert [" ".join((one.verb, *one.args)) for one in parsed.commands] == [wanted]
    assert not parsed.asks
    assert not parsed.unknown


@pytest.mark.parametrize("text", POSTS)
def test_what_people_say_to_one_another_does_nothing(text: str) -> None:
    assert not posting_command("", text)[1]
    assert not posting_command("Re: Stock cards", text)[1]


@pytest.mark.parametrize("word", ["resume", "Reprendre.", "reanudar", "retomar", "استئناف"])
def test_the_word_that_ends_a_pause_acts_at_the_list(word: str) -> None:
    """Whoever sends it there wants mail again, and nobody wants to read it."""
    assert posting_command("", word)[1]


@pytest.mark.parametrize(
    ("typed", "lacks"),
    [
        ("my name is", "name"),
        ("je m'appelle", "name"),
        ("mi nombre es", "name"),
        ("o meu nome é", "name"),
        ("my country is", "country"),
        ("address remove", "address_remove"),
        ("address add", "address_add"),
        ("unmute", "unmute"),
    ],
)
def test_a_line_without_its_value_is_asked_back(typed: str, lacks: str) -> None:
    assert grammar.parse("", typed).asks == (lacks,)
