"""Answers to the letters that ask "did you ask for this?": yes, no, or for a person to read."""

from __future__ import annotations

import pytest

from listserv.commands.consent import Consent, only_thanks, read

YES, NO, OTHER = Consent.YES, Consent.NO, Consent.OTHER

# (what is written, to a letter about joining or a setting, to the letter after leaving)
ANSWERS = [
    ("", YES, YES),
    ("\n \n", YES, YES),
    ("yes", YES, YES),
    ("Yes.", YES, YES),
    ("YES PLEASE", YES, YES),
    ("ok", YES, YES),
    ("Ok, thanks", YES, YES),
    ("Confirm", YES, YES),
    ("It's me", YES, YES),
    ("I confirm.\n\nRegards\nNadia New", YES, YES),
    ("Hello Helen,\n\nyes please\n\nNadia", YES, YES),
    ("yes, I am a midwife", YES, YES),
    ("Yes, no problem", YES, YES),
    ("Sure!", YES, YES),
    ("yess", YES, YES),
    ("ouiii", YES, YES),
    ("nooo", NO, NO),
    ("not sure", OTHER, OTHER),
    ("Avec plaisir", YES, YES),
    ("oui", YES, YES),
    ("Oui merci", YES, YES),
    ("D'accord", YES, YES),
    ("c'est bien moi", YES, YES),
    ("Bonjour, je confirme. Cordialement", YES, YES),
    ("sí", YES, YES),
    ("Si, gracias", YES, YES),
    ("sí, soy yo", YES, YES),
    ("si soy yo", YES, YES),
    ("Confirmo.\nSaludos", YES, YES),
    ("sim", YES, YES),
    ("Sim, sou eu. Obrigada", YES, YES),
    ("confirmo, obrigado", YES, YES),
    ("نعم", YES, YES),
    ("نعم، شكرا", YES, YES),
    ("موافق", YES, YES),
    ("Nadia New", YES, YES),
    ("I'd like to join", YES, YES),
    ("Je souhaite m'inscrire", YES, YES),
    ("no", NO, NO),
    ("No.", NO, NO),
    ("No thanks", NO, NO),
    ("NO!!", NO, NO),
    ("Stop", NO, NO),
    ("unsubscribe", NO, NO),
    ("Please remove me from this list", NO, NO),
    ("Of course not", NO, NO),
    ("Hi, no, I do not want this.", NO, NO),
    ("Thanks.\nNo", NO, NO),
    ("non", NO, NO),
    ("Non merci", NO, NO),
    ("Merci, je ne veux pas", NO, NO),
    ("Bonjour,\nnon, pas du tout.", NO, NO),
    ("No, gracias", NO, NO),
    ("claro que no", NO, NO),
    ("no quiero", NO, NO),
    ("não", NO, NO),
    ("Não, obrigada", NO, NO),
    ("não quero receber mais e-mails", NO, NO),
    ("لا", NO, NO),
    ("لا، شكرا", NO, NO),
    ("لا أريد", NO, NO),
    # After leaving this may mean the leaving or our mail.
    ("No! It was not me", NO, OTHER),
    ("I did not ask for this", NO, OTHER),
    ("Hello, I never asked for that.", NO, OTHER),
    ("Je n'ai rien demandé", NO, OTHER),
    ("Ce n'est pas moi", NO, OTHER),
    ("No fui yo", NO, OTHER),
    ("Yo no lo pedí", NO, OTHER),
    ("Não fui eu", NO, OTHER),
    ("لم أطلب هذا", NO, OTHER),
    ("No, I did not ask for this. Please stop.", NO, NO),
    ("I did not leave!", NO, YES),
    ("Je ne me suis pas désinscrite", NO, YES),
    ("No, it was a mistake", NO, YES),
    ("It was a mistake", NO, YES),
    ("c'était une erreur", NO, YES),
    ("fue un error, perdón", NO, YES),
    ("foi engano", NO, YES),
    ("هذا خطأ", NO, YES),
    ("It wasn't me!", NO, OTHER),
    ("I never signed up for this!", NO, OTHER),
    ("👍", YES, YES),
    ("👎", NO, NO),
    # A goodbye is no wish to come back.
    ("Thank you", YES, NO),
    ("thank you, bye", YES, NO),
    ("Gracias, adiós", YES, NO),
    ("Merci, au revoir", YES, NO),
    ("Obrigada, até logo", YES, NO),
    ("شكرا", YES, NO),
    ("Best regards,\nNadia de Souza", YES, NO),
    ("It was not a mistake", OTHER, NO),
    ("No fue un error", NO, NO),
    # For a person.
    ("What is this?", OTHER, OTHER),
    ("No problem", OTHER, OTHER),
    ("???", OTHER, OTHER),
    ("No entiendo", OTHER, OTHER),
    ("Não sei quem são vocês", OTHER, OTHER),
    ("لا أفهم", OTHER, OTHER),
    ("yes, but only from next week", OTHER, OTHER),
    ("ok if Marie agrees", OTHER, OTHER),
    ("Si je comprends bien, vous voulez mon adresse", OTHER, OTHER),
    ("Yes, I did not ask for this", OTHER, OTHER),
    ("I am not sure that I understand", OTHER, OTHER),
    ("Qui êtes-vous ?", OTHER, OTHER),
    ("¿Quién pregunta?", OTHER, OTHER),
    ("Quem são vocês?", OTHER, OTHER),
    ("من أنتم؟", OTHER, OTHER),
    ("Thanks. Wait", OTHER, OTHER),
    ("Please call me on Monday about the fee", OTHER, OTHER),
]


@pytest.mark.parametrize(("said", "before", "after"), ANSWERS)
def test_an_answer(said: str, before: Consent, after: Consent) -> None:
    """Any prose once counted as yes: "No, I did not ask for this" made a stranger a member."""
    assert read(said, "join", "Nadia New") is before
    assert read(said, "command", "Nadia New", "pause 21 days") is before
    assert read(said, "rejoin", "Nadia New") is after


@pytest.mark.parametrize(
    ("said", "wish"),
    [("no mail", "no mail"), ("sem e-mail", "no mail"), ("pausa 3 semanas", "pause 21 days")],
)
def test_the_wish_again_is_a_yes(said: str, wish: str) -> None:
    """`no mail` begins like a no."""
    assert read(said, "command", "", wish) is YES


def test_joining_again_is_a_yes() -> None:
    assert read("quiero inscribirme", "join", "", "join") is YES
    assert read("join", "rejoin") is YES


THANKS = (
    "Thank you|Thanks!|Hello all,\n\nThanks a lot\nNadia|Many thanks\nNadia New|Well done 🙏"
    "|Sorry. Thank you!|Kind regards\nNadia|Merci beaucoup\nNadia|Bonjour, merci à tous"
    "|Muchas gracias\n\nNadia New|Gracias a todos|Muito obrigada|Obrigado desde já. Abraços"
    "|شكرا جزيلا|شكرا للجميع|Nadia\n\nThanks"
)
NO_THANKS = (
    "Thanks\nStill Waiting|Merci\nAucune Nouvelle|GRACIAS\nNO LLEGA|OBRIGADO\nNADA CHEGOU"
    "|شكرا\nلم تصلني الرسالة|Thanks\nConfidential|Thank you very much?|شكرا؟|Hi\nNadia?|Sorry"
    "|Sorry\nNadia|Désolée|Lo siento|Perdón|Desculpe|آسفة|Dear Moderator|Bonjour|Please, please"
    "|Por favor|Thanks\nStop|Thanks\n811|Nadia|Thanks, Paul|"
)


@pytest.mark.parametrize("said", THANKS.split("|"))
def test_thanks_alone(said: str) -> None:
    assert only_thanks(said, "Nadia New")


@pytest.mark.parametrize("said", NO_THANKS.split("|"))
def test_what_thanks_and_says_more_is_read(said: str) -> None:
    """Any line of capital words below thanks was a name: nobody read "Still Waiting"."""
    assert not only_thanks(said, "Nadia New")


@pytest.mark.parametrize("said", ["Thanks Helen", "Merci Helen\nNadia", "Gracias, Helen Otieno"])
def test_thanks_may_name_whom_they_are_for(said: str) -> None:
    assert only_thanks(said, "Nadia New", "Helen Otieno")


@pytest.mark.parametrize("said", ["pause 3 weeks\nand what is this letter", "titles only"])
def test_the_wish_with_something_else_or_another_one_is_no_plain_yes(said: str) -> None:
    assert read(said, "command", "", "pause 21 days") is not YES
