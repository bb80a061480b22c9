"""Rules of reading a member's mail: where it ends, what only looks like a command, what is hers.

In the tables ` / ` is a line break and ` // ` an empty line; `subject | text => reading`.
"""

from __future__ import annotations

import pytest

from listserv.languages.command import Command, Verb
from listserv.languages.grammar import parse
from listserv.languages.posting import posting_command
from listserv.press import lines
from tests.pure.test_grammar import told as bare

NAMES = ("Amina Kamau", "amina@example.org")


def cases(table: str) -> list[tuple[str, str, str]]:
    found = []
    for row in filter(None, table.splitlines()):
        mail, _, reading = row.rpartition(" => ")
        subject, _, text = mail.rpartition(" | ")
        found.append((subject, _broken(text), reading.strip()))
    return found


def _broken(text: str) -> str:
    return text.replace(" // ", "\n\n").replace(" / ", "\n")


def told(subject: str, body: str) -> str:
    parsed = parse(subject, body, NAMES)
    parts = [" ".join((one.verb, *filter(None, one.args))) for one in parsed.commands]
    parts += [f"? {ask}" for ask in parsed.asks]
    parts += [f"unknown: {parsed.unknown}"] if parsed.unknown else []
    return "; ".join(parts) or ("thanks" if parsed.thanks else "nothing")


LAYOUT = """
help // status => help; status
help // // // status / lists => help; status; lists
help // I have been ill. // status => help
help // status / I have been ill. => help; status; unknown: I have been ill.
titles only / and my friend Lucy too => delivery titles; unknown: and my friend Lucy too
Soy enfermera en Lima / uno al día => unknown: Soy enfermera en Lima
Soy enfermera en Lima. // uno al día => unknown: Soy enfermera en Lima.
Dear HIFA team / one a day => delivery daily
Estimados señores: // uno al día => delivery daily
Chère équipe d'animation, // un par jour => delivery daily
> every message // one a week => delivery weekly
> each one as it comes / one a week / > one a day => delivery weekly
> one a day => nothing
one a week // > one a day => delivery weekly
one a day / Amina Kamau / Nurse, Kenyatta Hospital / Tel +254 722 123456 => delivery daily
one a day / Thanks / Hellen => delivery daily
one a day / Merci de votre patience, / Dr Kalala => delivery daily
one a day / Thanks, please add Lucy => delivery daily; unknown: Thanks, please add Lucy
one a day / د. منى => delivery daily
one a day Amina Kamau => delivery daily
one a day / Peter => delivery daily; unknown: Peter
one a day / Get Outlook for iOS => delivery daily
search cholera / Yahoo Mail: Search, Organize, Conquer => search cholera
Get Outlook for iOS => nothing
Yahoo Mail: Search, Organize, Conquer => nothing
أُرسلت من الـ iPhone => nothing
Sent from my phone. Please excuse brevity. => nothing
"""

SUBJECTS = """
unsubscribe | unsubscribe => leave
one a day | one a day => delivery daily
Withdraw | withdraw 1234 => withdraw 1234
Join | join hifa fr => join hifa fr
settings | one a day => delivery daily
my posts | one a day => delivery daily
my data | latest => my-data; latest
Unsubscribe | I retire after thirty years of nursing. => leave
unsubscribe | I tried to unsubscribe three times! => leave
Unsubscribe | Please do not unsubscribe me again! => unknown: Please do not unsubscribe me again!
Leave | I am on annual leave until June. => unknown: I am on annual leave until June.
stop | We must stop the war. => unknown: We must stop the war.
no mail | No mail came since Monday. => unknown: No mail came since Monday.
resume | Here is my resume. => unknown: Here is my resume.
what became of my message? | I wrote on Friday. => where
help | Please remove me from this list => help; leave
no mail | Please unsubscribe me => leave
one a day | one a week => ? conflict
Perfil | Partera en Lima. // Trabajo en Puno. => profile Partera en Lima. Trabajo en Puno.
profile: Midwife in Kisumu |  => profile Midwife in Kisumu
Re: [hifa] unsubscribe |  => leave
[EXTERNAL] RE: unsubscribe |  => leave
Re: Welcome to HIFA |  => nothing
(sin asunto) |  => nothing
Re: Welcome to HIFA | Thank you so much 🌹 => thanks
Thanks again | Ok, thanks! => thanks
Hello |  => nothing
Thank you! |  => thanks
Well received, best regards / Amina => thanks
Thank you // Peter Okello => thanks
Thank you / I have a question. => unknown: I have a question.
How do I post? | Thank you => unknown: How do I post?
"""

# A leave mail works, whatever else it holds; what only speaks of leaving is none.
LEAVES = """
how do I leave messages? => unknown: how do I leave messages?
¿Cómo dejo mensajes? => unknown: ¿Cómo dejo mensajes?
I am on leave => unknown: I am on leave
I am on leave until 3 May => away 3 May
How do I unsubscribe? => leave
How do I leave this list? => leave
¿Cómo me doy de baja? => leave
Comment se désinscrire ? => leave
Como saio da lista? => leave
كيف أغادر القائمة؟ => leave
No quiero recibir mensajes en inglés => unknown: No quiero recibir mensajes en inglés
Ya no quiero recibir correos en inglés => unknown: Ya no quiero recibir correos en inglés
I no longer want to receive mails in French => unknown: I no longer want to receive mails in French
Je ne veux plus de mails en anglais => unknown: Je ne veux plus de mails en anglais
Não quero receber mensagens em inglês => unknown: Não quero receber mensagens em inglês
لا أريد تلقي الرسائل بالإنجليزية => unknown: لا أريد تلقي الرسائل بالإنجليزية
I no longer want to receive these mails => leave
Remove me and add my successor jo@x.org => leave; unknown: Remove me and add my successor jo@x.org
Please remove me from the list. / My new one: jo@x.org => leave; unknown: My new one: jo@x.org
Please remove my address amina@example.org from the list => leave
unsubscribe amina@example.org => leave
Please remove jo@x.org from the list => unknown: Please remove jo@x.org from the list
I do not want to be removed! => unknown: I do not want to be removed!
leave / no mail => leave
leave / one a day => ? conflict
leave hifa / one a day => leave hifa; delivery daily
leave // Does anybody know whether the course is open? => leave
"""

VALUES = """
pause until 15 January => away 15 January
pause hasta el 15 de enero => away 15 de enero
pausa até 15 de janeiro => away 15 de janeiro
pause jusqu'au 15 janvier => away 15 janvier
توقف حتى 15 يناير => away 15 يناير
cancelar 1234 => withdraw 1234
annuler 1234 svp => withdraw 1234
cancel my post 1234 => withdraw 1234
إلغاء ١٢٣٤ => withdraw 1234
cancel => ? cancel
cancel my membership => leave
withdraw 1234, 1235 => withdraw 1234; withdraw 1235
get 811, 812 and 815-817 => get 811 812 815-817
pause two weeks => pause 14
pausa de diez días => pause 10
إيقاف مؤقت أسبوعين => pause 14
pause weeks => ? pause
I go on holiday, pause 3 weeks please. Thanks! => pause 21
Pause 3 weeks because I travel => pause 21
pause 3 weeks. mute 811. => pause 21; mute 811
If I may, pause 3 weeks, but only from May => unknown: If I may, pause 3 weeks, but only from May
Pause 3 weeks, or how does it work? => unknown: Pause 3 weeks, or how does it work?
one a day is too much => unknown: one a day is too much
one a day if possible => delivery daily
I would like one mail a day please => delivery daily
copies of my own posts: off => own off
fuseau horaire => ? timezone
solo títuos => unknown: solo títuos
titres seuleement => unknown: titres seuleement
no => unknown: no
yes => unknown: yes
811 => unknown: 811
"""


@pytest.mark.parametrize(
    ("subject", "body", "reading"), cases("\n".join((LAYOUT, SUBJECTS, LEAVES, VALUES)))
)
def test_readings(subject: str, body: str, reading: str) -> None:
    assert told(subject, body) == reading


def test_names_are_no_part_of_the_reading() -> None:
    """Without them more is asked about, and nothing else is done."""
    for subject, body, reading in cases("\n".join((LAYOUT, SUBJECTS, LEAVES, VALUES))):
        done = {
            one for one in reading.split("; ") if one.partition(" ")[0] not in ("?", "unknown:")
        }
        assert {one for one in bare(subject, body).split("; ") if one in done} <= done


# --- at the posting address -----------------------------------------------------------------------

# What people write to one another, in words that the robot knows.
POSTS = """
More|Search for cholera vaccine data|Searching for cholera vaccine data in Kano|Summary|Index|Latest
My name is Amina Kamau|I work for Red Cross|I live in Kenya|Country Kenya|Only CHWs|Only two left
I can translate from English to French|I offer to translate English to French|My posts|Discussion
Find me a midwife|Look for ORS|Go on|Thread|Address|Translation|Limit|Maximum|Get|Mute|Away|Profile
Suite|Encore|Plus|Chercher|Recherche vaccin choléra|Synthèse|Nouveautés|Pays : Sénégal|Seulement ça
Je m'appelle Fatou Diop|Je travaille pour MSF|Rien que la vérité|Mes messages|Discussion|Adresse
Más|Seguir|Buscar dengue|Síntesis|Novedades|Me llamo Rosa|Vivo en Lima|Solo agua|Trabajo para MSF
Mais|Continuar|Procurar malária|Síntese|Novidades|Chamo-me Celeste|Moro em Maputo|Só água|Anexo
المزيد|بحث عن الكوليرا|الخلاصة|الجديد|اسمي هدى|أعمل في الهلال الأحمر|فقط الماء|رسائلي|النقاش
I would like gloves|Could you help?|Can you search this?|Perfect|Well received|Ok|Noted|I prefer tea
Set timezone|Timezone East Africa|Unmute everybody|Mute paludisme|messages of March
"""
# What nobody says to a list.
HELD = """
status|lists|get 811|thread 811|withdraw 1234|cancel 1234|mute 811|unmute 811|my data|erase me
delete my data|at most 50 KB a day|no limit|copies of my own posts off|hide my name|set digest text
set translation off|address move new@example.org|I read fr en|attachment 811.2|summary 12
index 2026-03|away until 3 May|one a day\\none a week
"""


@pytest.mark.parametrize(
    "post", [one for row in POSTS.strip().split("\n") for one in row.split("|")]
)
def test_what_people_say_to_one_another_is_a_post(post: str) -> None:
    assert posting_command("", post) == ("", False)
    assert posting_command(post, "") == ("", False)
    assert posting_command("Re: Stock cards", f"{post}.\n\nThanks\n") == ("", False)


@pytest.mark.parametrize(
    "line", [one for row in HELD.strip().split("\n") for one in row.split("|")]
)
def test_what_is_for_the_robot_is_held(line: str) -> None:
    line = line.replace("\\n", "\n")
    assert posting_command("Stock cards", line) == (line, False)


IN_A_THREAD = [
    ("Weekly", False),
    ("Daily", False),
    ("One a day", False),
    ("Help", False),
    ("Stop!", False),
    ("Leave", True),  # the word below each copy
    ("Quitter", True),
    ("salir, gracias", True),
    ("مغادرة", True),
    ("pause", False),
    ("Please remove me from this discussion", False),
    ("How do I leave this group?", False),
    ("unsubscribe", True),
    ("désinscription", True),
    ("leave hifa", True),
    ("pause 3 weeks", True),
    ("Please remove me from this list, I retire", True),
    ("How do I unsubscribe?", True),
]


@pytest.mark.parametrize(("line", "acts"), IN_A_THREAD)
def test_what_may_answer_a_question_of_a_thread_is_held(line: str, acts: bool) -> None:
    found, does = posting_command("Re: Stock cards", line, in_thread=True)
    assert found
    assert does is acts


@pytest.mark.parametrize("title", ["Leave", "Unsubscribe", "one a day", "help"])
def test_the_subject_of_somebody_elses_mail_commands_nothing(title: str) -> None:
    assert posting_command(f"Re: [HIFA] {title}", "Thanks!", in_thread=True) == ("", False)
    assert posting_command(f"Re: {title}", "") in ((title, False), ("leave", False))


@pytest.mark.parametrize("title", ["erase me", "leave", "unsubscribe"])
def test_thanks_below_the_subject_of_an_answer_are_thanks(title: str) -> None:
    read = parse(f"Re: {title}", "Thanks")
    assert read.thanks
    assert not read.commands


KEPT = """
pause 3 weeks|resume|one a day|I read fr en|set digest text|translation off|mute 811|unmute 811
timezone Africa/Maputo|at most 50 KB a day|hide my name|only CHW|copies of my own posts|no profile
address add a@b.example|address move a@b.example|address remove a@b.example|country Kenya
my name is Amina Kamau|organisation Ministry of Health|profile: midwife in Kisumu|where 811
withdraw 811|attachment 811.2|get 811 812|my data|away until 3 May 2027|leave hifa
"""
COMMANDS = [
    parse("", one).commands[0] for row in KEPT.strip().split("\n") for one in row.split("|")
]


@pytest.mark.parametrize("first", COMMANDS, ids=lambda one: one.verb)
def test_what_waits_for_a_yes_is_read_again_as_what_was_asked(first: Command) -> None:
    for second in COMMANDS:
        if second != first:
            kept = lines.kept(map(lines.spelled, (first, second)))
            assert parse("", kept).commands == (first, second)


def test_a_command_below_a_text_is_no_part_of_it() -> None:
    read = parse("", "profile: midwife in Kisumu\npause 3 weeks")
    assert [one.verb for one in read.commands] == [Verb.PROFILE, Verb.PAUSE]
    assert read.commands[0].args == ("midwife in Kisumu",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("leave\n\nAmina", "Amina Kamau"),
        ("Leave\nAmina Kamau\nNurse, Kisumu", "Amina Kamau"),
        ("quitter\n\nCordialement,\nPaul Ngassa\nInfirmier", "Paul Ngassa"),
        ("pause 3 weeks\n\nGrace", "Grace Otieno"),
    ],
)
def test_her_name_below_a_command_makes_no_post_of_it(text: str, name: str) -> None:
    assert posting_command("", text, names=(name,)) == (text.splitlines()[0], True)


@pytest.mark.parametrize(
    "text",
    [
        "leave\n\nDr F. Sow\nSage-femme, Kaolack",
        "quitter\n\nmoi",
        "Leave\nkind regards from Kisumu",
    ],
)
def test_a_bare_leave_above_what_may_be_a_signature_is_never_shown(text: str) -> None:
    line, acts = posting_command("", text, names=("Amina Kamau",))
    assert (bool(line), acts) == (True, False)


def test_a_text_that_begins_with_leave_is_a_post() -> None:
    text = "Leave\n\nThis is what nurses ask for most often, and what no ministry pays for them."
    assert posting_command("", text, names=("Amina Kamau",)) == ("", False)
