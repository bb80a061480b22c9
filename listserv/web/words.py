"""What the few pages of the web side say, and in which language (pure).

Owns the table of sentences (every language has all of them, a test sees to it) and the choice of a
language: the person's own, else the browser's. A failure here cannot happen: English is left.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language; `{title}` is a list's, `{who}` a reader's masked address,
    `{address}` the site's."""

    ask: str
    ask_text: str
    button: str
    left: str
    left_text: str
    gone: str
    gone_text: str
    unknown: str
    unknown_text: str
    missing: str
    missing_text: str
    fault: str
    fault_text: str


WORDS = {
    "en": Words(
        ask="Leave {title}?",
        ask_text="{who} will get no more mail from this list. Nothing happens until you press the"
        " button.",
        button="Leave the list",
        left="You have left {title}",
        left_text="If this was a mistake: one last letter goes to {who}; it undoes this.",
        gone="Not on {title} any more",
        gone_text="{who} gets no mail from this list. There is nothing left to do.",
        unknown="This link is not valid",
        unknown_text="It is not complete, or too old. To leave a list, write a mail with the word"
        " leave and the name of the list to {address}.",
        missing="Nothing is here",
        missing_text="There is no page at this address.",
        fault="Something went wrong here",
        fault_text="Nothing has changed. Please try again later, or write to {address}.",
    ),
    "fr": Words(
        ask="Quitter {title} ?",
        ask_text="{who} ne recevra plus de messages de cette liste. Rien ne se passe tant que vous"
        " n’appuyez pas sur le bouton.",
        button="Quitter la liste",
        left="Vous avez quitté {title}",
        left_text="Si c’était une erreur : une dernière lettre est envoyée à {who} ; elle permet"
        " d’annuler.",
        gone="Vous n’êtes plus sur {title}",
        gone_text="{who} ne reçoit plus de messages de cette liste. Il n’y a plus rien à faire.",
        unknown="Ce lien n’est pas valable",
        unknown_text="Il est incomplet ou trop ancien. Pour quitter une liste, écrivez à {address}"
        " un message avec le mot quitter et le nom de la liste.",
        missing="Il n’y a rien ici",
        missing_text="Il n’y a pas de page à cette adresse.",
        fault="Une erreur s’est produite ici",
        fault_text="Rien n’a changé. Réessayez plus tard, ou écrivez à {address}.",
    ),
    "es": Words(
        ask="¿Darse de baja de {title}?",
        ask_text="{who} no recibirá más mensajes de esta lista. No ocurre nada hasta que pulse el"
        " botón.",
        button="Darme de baja",
        left="Se ha dado de baja de {title}",
        left_text="Si fue un error: se envía a {who} una última carta con la que puede deshacerlo.",
        gone="Ya no está en {title}",
        gone_text="{who} no recibe mensajes de esta lista. No queda nada que hacer.",
        unknown="Este enlace no es válido",
        unknown_text="Está incompleto o es demasiado antiguo. Para darse de baja de una lista,"
        " escriba a {address} un mensaje con la palabra salir y el nombre de la lista.",
        missing="Aquí no hay nada",
        missing_text="No hay ninguna página en esta dirección.",
        fault="Algo ha fallado aquí",
        fault_text="No ha cambiado nada. Inténtelo más tarde o escriba a {address}.",
    ),
    "pt": Words(
        ask="Sair de {title}?",
        ask_text="{who} não receberá mais mensagens desta lista. Nada acontece até clicar no"
        " botão.",
        button="Sair da lista",
        left="Saiu de {title}",
        left_text="Se foi um engano: é enviada a {who} uma última carta, com a qual pode voltar"
        " atrás.",
        gone="Já não está em {title}",
        gone_text="{who} não recebe mensagens desta lista. Não há mais nada a fazer.",
        unknown="Este link não é válido",
        unknown_text="Está incompleto ou é demasiado antigo. Para sair de uma lista, escreva para"
        " {address} uma mensagem com a palavra sair e o nome da lista.",
        missing="Aqui não há nada",
        missing_text="Não há nenhuma página neste endereço.",
        fault="Algo correu mal aqui",
        fault_text="Nada mudou. Tente mais tarde ou escreva para {address}.",
    ),
    "ar": Words(
        ask="هل تريدون مغادرة {title}؟",
        ask_text="لن تصل رسائل أخرى من هذه القائمة إلى {who} بعد ذلك. لا يحدث شيء قبل الضغط على"
        " الزر.",
        button="مغادرة القائمة",
        left="غادرتم {title}",
        left_text="إن كان ذلك خطأ: سنرسل إلى {who} رسالة أخيرة يمكن بها التراجع.",
        gone="لستم في {title} بعد الآن",
        gone_text="لا تصل رسائل من هذه القائمة إلى {who} الآن. لم يبق شيء يلزم فعله.",
        unknown="هذا الرابط غير صالح",
        unknown_text="إنه ناقص أو قديم جدا. لمغادرة قائمة، أرسلوا رسالة فيها «إلغاء الاشتراك»"
        " واسم القائمة إلى {address}.",
        missing="لا يوجد شيء هنا",
        missing_text="لا توجد صفحة في هذا العنوان.",
        fault="حدث خطأ هنا",
        fault_text="لم يتغير شيء. نرجو المحاولة لاحقا، أو الكتابة إلى {address}.",
    ),
}


FROM_THE_RIGHT = frozenset({"ar"})  # languages of the table that are written from right to left


def choose(accepted: str, own: str = "") -> str:
    """A language of the table: the person's own, else by Accept-Language (RFC 9110 §12.5.4)."""
    if _primary(own) in WORDS:
        return _primary(own)
    wishes = []
    for place, wish in enumerate(accepted[:500].split(",")):
        tag, _, parameter = wish.partition(";")
        weight = _weight(parameter)
        if weight > 0 and _primary(tag) in WORDS:
            wishes.append((-weight, place, _primary(tag)))
    return min(wishes)[2] if wishes else "en"


def _primary(tag: str) -> str:
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
