"""Links without what mail gateways and advertisers put into them, and other invisible junk; pure.

Owns three things: a link that a gateway wrapped (Outlook's safe links, Proofpoint, Google and
their like) becomes the real one again; parameters that only follow a reader (`utm_source`,
`fbclid`) go; marks of pictures that a text cannot show, and letters without width, go. A link
that cannot be read with certainty stays as it came. Every pattern is bounded: linear time.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote

LONGEST = 4000  # characters of a link that is looked at
DEEPEST = 3  # gateways behind gateways

_LINK = re.compile(rf"https?://[^\s<>\"]{{4,{LONGEST}}}", re.IGNORECASE)
_TARGET = re.compile(
    rf"([ \t]?)<((?:https?://|mailto:)[^\s<>]{{1,{LONGEST}}})>([ \t]?)", re.IGNORECASE
)
_CLOSING = ".,;:!?)]}'\"»”’"

# The host of a gateway (or how it ends) and the parameter that holds the real link.
_WRAPPERS = (
    (".safelinks.protection.outlook.com", "/", "url"),
    ("urldefense.proofpoint.com", "/v1/", "u"),
    ("linkprotect.cudasvc.com", "/url", "a"),
    ("www.google.com", "/url", "q"),
    ("www.google.com", "/url", "url"),
    ("l.facebook.com", "/l.php", "u"),
    ("lm.facebook.com", "/l.php", "u"),
    ("l.instagram.com", "/", "u"),
    ("www.youtube.com", "/redirect", "q"),
    ("www.linkedin.com", "/redir/redirect", "url"),
    ("slack-redir.net", "/link", "url"),
)
_GATEWAYS = ("urldefense.com", "urldefense.us", *(name for name, _, _ in _WRAPPERS))
_HOST = re.compile(r"https?://([a-z0-9.-]{1,255})(/[^?#]*)?", re.IGNORECASE)
_PROOFPOINT_2 = re.compile(r"https?://urldefense(?:\.proofpoint)?\.com/v2/url\?", re.IGNORECASE)
_PROOFPOINT_3 = re.compile(
    rf"https?://urldefense(?:\.us|\.com)/v3/__(.{{4,{LONGEST}}}?)__;([A-Za-z0-9_=-]{{0,2000}})!",
    re.IGNORECASE,
)
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_STAR = re.compile(r"\*(\*.)?")
_REAL = re.compile(r"(?:https?://[^\s<>\"\x00-\x20]{4,}|mailto:[^\s<>\"\x00-\x20]{3,})\Z", re.I)

_FOLLOWS = re.compile(
    r"(?:utm_\w{1,30}|mtm_\w{1,30}|pk_(?:campaign|kwd|source|medium)|fbclid|gclid|dclid|gbraid|wbraid"
    r"|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|hsctatracking|__hs\w{2,8}"
    r"|oly_enc_id|oly_anon_id|vero_id|vero_conv|_kx|ss_email_id|ck_subscriber_id|wt_mc|__s)\Z",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"[?&;](?:utm_|mtm_|pk_|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igsh|mc_[ce]id"
    r"|mkt_tok|_hs|hscta|__hs|oly_|vero_|_kx|ss_email|ck_sub|wt_mc|__s=)",
    re.IGNORECASE,
)

_FILE = r"[^\[\]<>\n]{0,120}\.(?:png|jpe?g|gif|bmp|webp|svg|tiff?|heic)"
_PICTURE = re.compile(
    r"\[cid:[^\[\]\s]{1,200}\]|<cid:[^<>\s]{1,200}>"
    r"|\[(?:image|imagen|imagem|صورة) ?: ?"
    rf"(?:{_FILE}|[^\[\]\n]{{1,30}} \d{{1,3}}|(?:[^\[\]\n]{{0,40}} )?logo|)\]"
    r"|\[in-?line image ?\d{0,3}\]"
    rf"|\[https?://{_FILE}\]"
    r"|\[[^\[\]\n]{0,200}(?:image removed by sender|description automatically generated"
    r"|automatically generated description|description générée automatiquement"
    r"|descripción generada automáticamente|descrição gerada automaticamente)[^\[\]\n]{0,40}\]"
    r"|data:image/[a-z+.-]{2,20};base64,[A-Za-z0-9+/=]{20,}",
    re.IGNORECASE,
)
# Joiners carry meaning between letters of Arabic, Persian and Indian scripts, and in emoji.
_NO_WIDTH = re.compile(
    "[\u200b\u2060\u00ad\u034f\u180e\ufffc]+|(?<![^\x00-\x7f\u034f])[\u200c\u200d]+"
)


def visible(text: str) -> str:
    """`text` without marks of pictures and without letters that have no width."""
    text = _NO_WIDTH.sub("", text)
    if "[" in text or "<cid:" in text or "data:image/" in text:
        text = _without_pictures(text)
    return text


def tidy(text: str) -> str:
    """`text` with real links, each named once."""
    if "://" not in text and "mailto:" not in text:
        return text
    return _TARGET.sub(_named_once, _LINK.sub(_real_in_text, text))


def real(link: str) -> str:
    """The link behind gateways, without what follows its reader; `link` where that is unsure."""
    for _ in range(DEEPEST):
        inner = _unwrapped(link)
        if not inner:
            break
        link = inner
    return _unfollowed(link) if _FOLLOWING.search(link) else link


# --- text ---------------------------------------------------------------------------------------


def _without_pictures(text: str) -> str:
    """A line that had nothing else goes wholly; one blank takes the place in any other."""
    out: list[str] = []
    for line in text.split("\n"):
        bare = _PICTURE.sub(" ", line)
        if bare == line:
            out.append(line)
        elif bare.strip(" >\t"):
            indent = line[: len(line) - len(line.lstrip())]
            out.append(indent + " ".join(bare.split()))
    return "\n".join(out)


def _real_in_text(match: re.Match[str]) -> str:
    """A link in a text; marks that close the sentence are none of it."""
    found = match[0]
    if len(found) > LONGEST:
        return found
    link = found.rstrip(_CLOSING)
    if not _FOLLOWING.search(link) and not _may_be_wrapped(link):
        return found
    return real(link) + found[len(link) :]


def _named_once(match: re.Match[str]) -> str:
    """`text <link>` is left; `https://x.org<https://x.org/>` and `a@b.org<mailto:a@b.org>` not."""
    target = match[2]
    bare = target.split(":", 1)[1].lstrip("/").rstrip("/").casefold()
    size = len(target) + 1
    before = match.string[max(0, match.start() - size) : match.start()].casefold()
    after = match.string[match.end() : match.end() + size].casefold()
    if bare and before.rstrip("/>").endswith(bare):
        return match[3]
    if bare and match[3] and after.startswith(bare):
        return match[1]
    return match[0]


# --- one link -------------------------------------------------------------------------------------


def _may_be_wrapped(link: str) -> bool:
    host = _HOST.match(link)
    return host is not None and host[1].lower().endswith(_GATEWAYS)


def _unwrapped(link: str) -> str:
    """The link inside a gateway's one; "" where there is none that can be read."""
    if _PROOFPOINT_2.match(link):
        coded = _parameter(link, "u").replace("_", "/")
        return _checked(unquote(re.sub(r"-(?=[0-9A-Fa-f]{2})", "%", coded)))
    if found := _PROOFPOINT_3.match(link):
        return _checked(_starred(found[1], found[2]))
    host = _HOST.match(link)
    if not host:
        return ""
    for name, path, parameter in _WRAPPERS:
        if host[1].lower().endswith(name) and (host[2] or "/").startswith(path):
            inner = _checked(unquote(_parameter(link, parameter)))
            if inner:
                return inner
    return ""


def _parameter(link: str, name: str) -> str:
    query = link.partition("?")[2].partition("#")[0].replace("&amp;", "&")
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if key.lower() == name:
            return value
    return ""


def _checked(link: str) -> str:
    good = _REAL.match(link) and link.isprintable() and "\ufffd" not in link
    return link if good else ""


def _starred(link: str, coded: str) -> str:
    """Proofpoint's third form: `*` stands for the next coded letter, `**X` for a run of them."""
    if "*" not in link:
        return link
    try:
        letters = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    out: list[str] = []
    at = done = 0
    for star in _STAR.finditer(link):
        run = _RUNS.find(star[0][2]) + 2 if star[1] else 1
        out += [link[at : star.start()], letters[done : done + run]]
        at, done = star.end(), done + run
    return "".join(out) + link[at:] if done <= len(letters) else ""


def _unfollowed(link: str) -> str:
    """The link without the parameters that follow its reader; the others keep their order."""
    before, mark, after = link.partition("?")
    query, hash_mark, anchor = after.partition("#")
    if not mark:
        return link
    pairs = query.replace("&amp;", "&").split("&")
    kept = [pair for pair in pairs if not _FOLLOWS.match(pair.partition("=")[0])]
    return before + ("?" + "&".join(kept) if kept else "") + hash_mark + anchor
