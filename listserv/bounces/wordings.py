"""The words by which mail servers refuse a mail, by what they mean; pure.

Owns the phrases of Postfix, Exim, Sendmail, qmail, Exchange, Domino, the large providers and their
localised kin, as patterns over one line, read without regard to case. A kind of words that must
not be taken for another stands first in classify.py. A failure is a report of unknown kind.
"""

from __future__ import annotations

from listserv.text.marks import either

# What may stand between two words of a sentence. Every repetition here has a bound: a search costs
# the length of the line and no more.
_GAP = r"[^.;]{0,60}"
# What speaks of the way to a mailbox says nothing of the mailbox.
_OF_HER = r"(?:(?!connection|session|server|provider|message|deliver|queue)[^.;]){0,60}"
_WHO = r"(?:user|recipient|mail ?box|mail ?folder|inbox|account|address|addressee|alias|name)"
_BOX = r"(?:mail ?box|mail ?folder|inbox|account|user|storage|recipient)"

NO_SUCH_PLACE = either(
    r"recipient address rejected: access denied",  # Exchange Online: nobody of that name
    r"(?:unknown|no such|non-?existent|invalid) (?:host|domain)\b",
    rf"(?:host|domain)(?: name)?\b{_GAP}(?:not found|does(?: not|n't) exist|not exist)"
    r"(?![^.;]{0,20}try again)",
    "nxdomain|null mx|name or service not known",
    f"(?:domaine|dominio|domínio) {_GAP}(?:existe pas|introuvable|no existe|não existe)",
    "домен не (?:существует|найден)|域名不存在",
)
SENDER = either(
    r"\b(?:sender|return[- ]path|envelope from|client host|helo|reverse dns)\b"
    rf"{_GAP}\b(?:rejected|not found|denied|invalid|unknown|required|fail|not exist|blocked)",
)
FULL = either(
    r"over[ -]?(?:\w{1,20} ){0,3}quota|quota (?:\w{1,20} ){0,3}(?:exceeded|reached|full|violation)",
    rf"(?:exceed|reach|above|beyond|out of){_GAP}(?:quota|disk space|storage)",
    rf"{_BOX}{_GAP}\b(?:full|over ?limit)\b|\bfull mail ?box",
    r"insufficient (?:disk |system )?(?:storage|space)|no (?:space|room) (?:left|for)",
    r"too much mail|no (?:disk )?space",
    f"bo[iî]te{_GAP}(?:pleine|saturée)|quota{_GAP}(?:dépassé|atteint)",
    rf"(?:buz[oó]n|casilla){_GAP}llen[oa]|cuota{_GAP}(?:excedida|superada)",
    f"caixa{_GAP}cheia|(?:quota|cota){_GAP}(?:excedida|ultrapassada)",
    rf"postfach{_GAP}(?:voll|überfüllt)|casella{_GAP}piena|postvak{_GAP}vol\b",
    rf"ящик{_GAP}переполнен|превышен\w{{0,3}} (?:лимит|квот)|(?:邮箱|空间)[^。]{{0,8}}(?:满|不足)",
    "(?:البريد|الصندوق|صندوق)[^.]{0,30}ممتلئ",
)
CLOSED = either(
    rf"{_WHO}{_OF_HER}\b(?:disabled|discontinued|deactivated|de-?activated|closed|suspended"
    r"|terminated|deleted|inactive|abandoned|no longer (?:\w{1,20} ){0,2}(?:active"
    r"|available|exists?|valid|in use|here|with))",
    rf"(?:user|mail ?box|account){_OF_HER}\bexpired",  # of a recipient it is her mail that did
    r"no longer (?:works?|employed|accepts?|uses?|receives?)\b",
    f"compte{_GAP}(?:désactivé|fermé|supprimé)|bo[iî]te{_GAP}(?:désactivée|fermée|archiv[ée]e)",
    f"(?:cuenta|buz[oó]n){_GAP}(?:deshabilitad|desactivad|cerrad|eliminad|suspendid)",
    f"(?:conta|caixa){_GAP}(?:desativad|desactivad|encerrad|eliminad|suspens)",
    f"konto{_GAP}(?:deaktiviert|gesperrt)|(?:ящик|аккаунт){_GAP}(?:заблокирован|отключен)",
)
CONTENT = either(
    rf"\btoo (?:large|big)\b|(?:message|size){_GAP}\bexceeds?\b|message size|size limit",
    rf"exceeds?{_GAP}\bsize\b",
    rf"\bvirus\b|malware|attachment{_GAP}(?:not allowed|forbidden|blocked|type)",
    r"\bno [\w-]{1,40} (?:header|field)|(?:invalid|missing|malformed|bad)[^.;]{0,20}\bheaders?\b",
    r"line (?:is )?too long|bare (?:lf|cr|newline)|8-?bit (?:data|characters?)\b|smtputf8",
    "message trop (?:gros|volumineux)|demasiado grande|muito grande|zu groß",
)
TOO_FAST = r"\brate\b|too (?:quickly|fast|many|often)|throttl"
POLICY = either(
    r"\bspam\b|unsolicited|\bbulk mail|block(?:ed|ing|list)|black\W?list|\brbl\b|dnsbl",
    r"reputation|\bdmarc\b|\bspf\b|\bdkim\b|polic(?:y|ies)\b|banned|greylist",
    rf"not accept{_GAP}\bfrom\b|(?:reject|refus)[^.;]{{0,30}}\b(?:content|filter)",
    r"denied|not (?:authori[sz]ed|permitted|allowed)|(?:unable|cannot|refus\w{1,12}) to relay",
    r"relaying|open relay|authentication required",
    TOO_FAST,
    r"indésirable|liste noire|no deseado|correo basura|lista n[ei]gra|política|indesejad",
    "спам|垃圾邮件|مزعج",
)
DEAD = either(
    rf"unknown (?:local )?{_WHO}|unknown or illegal|unrouteable address",
    rf"{_WHO}{_OF_HER}\b(?:unknown|invalid|unavailable|rejected|undeliverable"
    r"|not (?:a )?(?:known|found|exist|recogni[sz]ed|listed|valid|available|local|registered))",
    rf"\b(?:no such|not a (?:known|valid)|invalid|bad (?:destination )?)\s?(?:local )?{_WHO}",
    rf"\bno (?:mail ?box|user|account|valid recipients?)\b|\bno (?:one|person){_GAP}\bhere\b",
    rf"does(?:n'?t| not) (?:exist|have an? {_GAP}(?:account|mail ?box|delivery point))",
    r"no matches\b|not our customer",
    rf"(?:adresse|utilisateur|destinataire|compte|bo[iî]te){_GAP}(?:existe pas|inconnue?"
    r"|introuvable|inexistante?|non recensé|incorrecte?|invalide)",
    rf"(?:direcci[oó]n|usuario|destinatario|cuenta|buz[oó]n){_GAP}(?:no (?:existe|se encontr"
    r"|es v[aá]lid)|desconocid|inexistente|no encontrad)",
    rf"(?:endereço|utilizador|usuário|destinatário|conta|caixa){_GAP}(?:n[aã]o (?:existe"
    r"|foi encontrad|é válid)|desconhecid|inexistente)",
    f"(?:empf[aä]e?nger|benutzer|adresse){_GAP}(?:unbekannt|existiert nicht|nicht gefunden)",
    f"(?:utente|indirizzo|destinatario){_GAP}(?:sconosciut|inesistente|non esiste)",
    f"(?:gebruiker|adres){_GAP}(?:onbekend|bestaat niet)",
    f"(?:ящик|пользовател|адрес|получател){_GAP}(?:не (?:существует|найден)|неизвест)",
    "(?:用户|地址|邮箱)[^。]{0,10}不存在|无此用户",
    "(?:المستخدم|العنوان|المستلم)[^.]{0,40}غير (?:موجود|معروف)",
)
NOT_NOW = either(
    r"try(?:ing)? again|temporar|timed? ?out|deferred|\bbusy\b",
    "momentanément|temporaire|temporalmente|temporariamente|vorübergehend",
)
