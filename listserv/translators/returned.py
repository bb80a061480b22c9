"""The texts that a translator's answer holds, and what else it says; pure.

Owns the way from a mail to texts: the letter that she answers is known, so what she quotes of it
says which text stands below it (text/quoted). A text is found by the number that she wrote or left
above it, below what it translates, in the place of the original, or in the draft that she changed
where it stands; alone in the mail, where the letter asked for one. The original is never taken for
her text, and neither is a draft that she left as it was. What cannot be placed is `loose`, and is
asked about. Signatures and what programs add go as in posts. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from listserv.languages import courtesies, endings, translating
from listserv.languages.plain import seen
from listserv.languages.translating import NOT_NOW, Heading, Order
from listserv.model import Reading
from listserv.text import links, overlap, paragraphs, quotes, spoken
from listserv.text.quoted import Letter, Line, compare, read_letter, read_line
from listserv.translators import changing, prose
from listserv.translators.changing import Change
from listserv.translators.inside import Given, Item, chosen
from listserv.translators.pieces import Part, Piece, layout

LONGEST_TOPIC = 300  # characters
MOST_NOTE = 300  # characters of her own words beside texts that nobody has to read
MOST_ORDERS = 40  # lines at either end of her words that may be orders
FEW_LINES = 8  # of hers that belong to no text: each may be an order
QUOTED = 0.25  # of a letter's words: fewer may stand in any translation
_AROUND = frozenset({Part.OTHER, Part.BYLINE, Part.MARK, Part.OFFER})
_ABOVE = -1  # words above the letter and below it
_ASTRAY = -2  # … below the number of a text that nobody asked her for
_BARE = re.compile(r"\W{0,8}(?:n\W{0,2}|n[o°º]\W{0,2})?(\d{3,9})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """What she says of a post in another language."""

    piece: Piece
    text: str
    topic: str = ""
    short: bool = False  # she says that it is no more than two lines
    untouched: bool = False  # the draft, as it was, below a heading of hers


@dataclass(frozen=True, slots=True)
class Returned:
    texts: Sequence[Text] = ()
    orders: tuple[Order, ...] = ()
    words: str = ""  # hers that belong to no text
    polite: bool = False  # she says thanks, and nothing else
    loose: str = ""  # a text of hers, of which nobody knows what it translates
    talk: bool = False  # `words` are said to us
    changes: tuple[Change, ...] = ()  # of what stands or was sent before, and nothing else
    topics: tuple[tuple[Piece, str], ...] = ()  # a topic alone, of what stands


@dataclass(slots=True)
class _Chunk:
    """Lines that belong to one text, `at` in the letter's pieces; _ABOVE: to none."""

    at: int
    items: list[Item] = field(default_factory=list)
    headed: bool = False  # below a line of hers that names it
    short: bool = False
    among: tuple[int, ...] = ()  # the texts of the number in that line
    open: bool = False  # it names a number of several texts, and no language


def read(
    reading: Reading,
    letter: str,
    pieces: Sequence[Piece],
    names: Sequence[str],
    *,
    others: Sequence[Piece] = (),
    originals: Mapping[int, str] = MappingProxyType({}),
    alone: Piece | None = None,
) -> Returned:
    """Take an answer apart; `letter` is the text of the letter that it answers, `pieces` what that
    one showed, `others` what she may send beside, `originals` the posts by number. Words that
    nothing places are of `alone`."""
    lines = [read_line(text) for text in reading.text_lines.split("\n")]
    known = read_letter(letter)
    places = layout(known.lines, pieces)
    quoted = bool(letter) and compare(lines, known, _domain(reading))
    if not quoted or not _is_quoted(lines, known, places):
        lines = [read_line(text) for text in reading.lines.split("\n")]
    given = {one: Given.of(known, places, at) for at, one in enumerate(pieces)}
    inside = {n for one in given.values() for n in _numbers(one.original.split("\n"))}
    astray = named(reading, pieces) - inside
    pieces = (*pieces, *(one for one in others if one.number in astray))
    chunks = _chunks(lines, known, places, _Numbers.of(pieces, astray))
    ends = chunks if len(chunks) < 2 * MOST_ORDERS else chunks[:MOST_ORDERS] + chunks[-MOST_ORDERS:]
    orders = [one for chunk in ends for one in _orders(chunk, pieces)]
    cleaner = _Cleaner(reading.from_name, names)
    texts, topics = _texts(chunks, {one: given.get(one, Given()) for one in pieces}, cleaner)
    above = cleaner.clean([item.text for one in chunks if one.at == _ABOVE for item in one.items])
    lost = cleaner.clean([item.text for one in chunks if one.at == _ASTRAY for item in one.items])
    typed = any(item.text.strip() for one in chunks if one.at == _ABOVE for item in one.items)
    polite = typed and not orders and len(above) <= MOST_NOTE and _is_polite(above)
    said = Returned(texts, tuple(dict.fromkeys(orders)), above, polite, topics=topics)
    if lost:
        return _astray(said, lost, alone)
    if not (texts or orders) and (changes := changing.read(above)):
        return replace(said, changes=changes)
    return said if polite else _placed(said, given, originals, alone)


def named(reading: Reading, pieces: Sequence[Piece]) -> frozenset[int]:
    """The numbers of texts in lines such as `107 :`, which the letter did not show."""
    lines = f"{reading.text_lines}\n{reading.lines}".split("\n")
    return _numbers(lines) - {one.number for one in pieces}


def _numbers(lines: Iterable[str]) -> frozenset[int]:
    found = (_BARE.match(line) for line in lines)
    return frozenset(int(one[1]) for one in found if one and _is_bare(one.string, int(one[1])))


def _is_bare(line: str, number: int) -> bool:
    """Whether a line is a number, alone or with a language, and perhaps the title behind it."""
    one = translating.heading(line, (number,))
    framed = line.lstrip().startswith("==") or ":" in line or "：" in line
    return one is not None and framed and (not one.rest or translating.title(one.rest) is not None)


def _astray(said: Returned, lost: str, alone: Piece | None) -> Returned:
    """A text below the number of another one, for which nobody asked her."""
    if alone is None:
        return replace(said, loose=lost)
    topic, text = _titled(lost, "")
    return replace(said, texts=(*said.texts, Text(alone, text, topic)))


def _domain(reading: Reading) -> str:
    """`@` and the domain of the letter, from the address with a token that was answered."""
    ours = [address for address in reading.addressed if "+" in address] or reading.addressed
    return "@" + ours[0].rpartition("@")[2].casefold() if ours else ""


def _is_quoted(lines: Sequence[Line], letter: Letter, places: Sequence[tuple[int, Part]]) -> bool:
    """Whether the letter stands in the mail, and not only a name, a link or a citation of a text,
    which its translation has too."""
    known = [line for line in lines if line.of and not line.hers]
    parts = {places[letter.words.line[of]][1] for line in known for of in line.of}
    share = sum(len(line.of) for line in known) / max(len(letter.words.line), 1)
    marked = any(line.depth for line in known)
    return marked or share >= QUOTED or not parts.isdisjoint(_AROUND)


# --- which lines belong together ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What a line above a text may name."""

    pieces: Sequence[Piece]
    shown: frozenset[int]  # by the letter
    astray: frozenset[int]  # others, which stand alone on a line
    all: frozenset[int]

    @classmethod
    def of(cls, pieces: Sequence[Piece], astray: frozenset[int]) -> _Numbers:
        known = frozenset(one.number for one in pieces)
        return cls(pieces, known - astray, astray, known | astray)

    def heading(self, text: str) -> Heading | None:
        one = translating.heading(text, self.all)
        if one is None or one.number in self.shown:
            return one
        bare = _BARE.match(text) is not None and _is_bare(text, one.number)
        return one if bare and one.number in self.astray else None


def _chunks(
    lines: Sequence[Line],
    letter: Letter,
    places: Sequence[tuple[int, Part]],
    numbers: _Numbers,
) -> list[_Chunk]:
    found = [_Chunk(_ABOVE)]
    for line in lines:
        if line.frame:
            continue
        if line.of and not line.hers:
            at, part = places[letter.words.line[line.of[-1]]]
            if at in found[-1].among and part is Part.ORIGINAL:
                # A name or a link, as it stands in the original too.
                found[-1].items.append(Item(line.text, line.depth, own=True))
                continue
            if at != found[-1].at or part is Part.HEADING:
                found.append(_Chunk(at))
            if at != _ABOVE:
                found[-1].items.append(
                    Item(line.text, line.depth, part, of=line.of, typed=line.typed)
                )
            else:
                found[-1].items += [Item(one, line.depth) for one in line.typed]
        elif not line.text.strip():
            found[-1].items.append(Item("", line.depth))
        elif line.hers or _goes_on(found[-1].items, line):
            _add(found, line, numbers)
    _share([chunk for chunk in found if chunk.open], found, numbers.pieces)
    return found


def _goes_on(items: Sequence[Item], line: Line) -> bool:
    """Whether a line is a link below words of hers."""
    above = next((item for item in items[::-1] if item.text), None)
    is_link = any(map(str.isalnum, line.text)) and not line.of
    return is_link and above is not None and above.own and above.depth == line.depth


def _add(found: list[_Chunk], line: Line, numbers: _Numbers) -> None:
    """A line of hers: the heading of a text, or a part of the one above."""
    heading = numbers.heading(line.text)
    if heading is None:
        found[-1].items.append(Item(line.text, line.depth, own=True))
        return
    near, number, pieces = found[-1].at, heading.number, numbers.pieces
    among = [at for at, one in enumerate(pieces) if one.number == number]
    among.sort(key=lambda at: at != near)  # first the one below which she writes
    same = [at for at in among if pieces[at].language == heading.language]
    at = [*same, *among, _ASTRAY][0]
    is_open = len(among) > 1 and not same
    found.append(_Chunk(at, [], True, heading.abstract, tuple(among), is_open))
    if heading.rest:
        found[-1].items.append(Item(heading.rest, line.depth, own=True))


def _share(chunks: Sequence[_Chunk], all_: Sequence[_Chunk], pieces: Sequence[Piece]) -> None:
    """Her words below a number alone, of which several texts were asked for, are of the one whose
    language they speak; where that is not clear, of the next that has none. In the language of the
    original they are of none."""
    _join_titles(all_, pieces)
    taken = {one.at for one in all_ if one.headed and not one.open}
    said = [(chunk, _spoken(chunk, pieces)) for chunk in chunks if _hers(chunk)]
    taken |= {at for _, at in said if at is not None}
    for chunk, at in said:
        free = (one for one in chunk.among if one not in taken)
        chunk.at = next(free, chunk.at) if at is None else at
        taken.add(chunk.at)


def _join_titles(chunks: Sequence[_Chunk], pieces: Sequence[Piece]) -> None:
    """A title alone goes with the text below it, of the same number: one line does not say in
    which language it is."""
    below: dict[int, _Chunk] = {}
    for chunk in reversed([one for one in chunks if one.among and _hers(one)]):
        first, *more = _hers(chunk)
        number = pieces[chunk.at].number
        alone = chunk.open and not more and translating.title(first) is not None
        text = below.setdefault(number, chunk)
        if alone and translating.title(_hers(text)[0]) is None:
            text.items[:0], chunk.items = chunk.items, []
        else:
            below[number] = chunk


def _hers(chunk: _Chunk) -> list[str]:
    """Its lines that she wrote."""
    return [item.text for item in chunk.items if item.own and item.text.strip()]


def _spoken(chunk: _Chunk, pieces: Sequence[Piece]) -> int | None:
    """Of the texts that are meant perhaps, the one into whose language her words are; _ABOVE where
    they are in the original's."""
    wanted = {pieces[at].language: at for at in reversed(chunk.among)}
    source = pieces[chunk.at].source
    found = spoken.guess("\n".join(_hers(chunk)), (*wanted, source))
    said = found.languages or (found.language,)
    ours = _ABOVE if source and found.language == source else None
    return next((wanted[one] for one in said if one in wanted), ours)


# --- what she asks for ----------------------------------------------------------------------------


def _orders(chunk: _Chunk, pieces: Sequence[Piece]) -> list[Order]:
    """The orders among the lines of a chunk, which are taken out of it.

    Beside a text a line is one only where it stands alone, at the text's end or its beginning, and
    says more than one word: it might be a line of the text.
    """
    found: list[Order] = []
    own = [item for item in chunk.items if item.own and item.text.strip()]
    inside = len(own) > (FEW_LINES if chunk.at < 0 else 1)
    at = (*chunk.among, chunk.at)[0]
    for ends in (own[::-1], own):
        for item in ends[:MOST_ORDERS]:
            order = translating.order(item.text) if item.own else None
            short = inside and len(item.text.split()) == 1
            if order is None or short or (inside and not _stands_alone(chunk.items, item)):
                if inside and item.own and not courtesies.says_nothing(item.text):
                    break
                continue
            if order.what == NOT_NOW and not order.numbers and at >= 0 and not inside:
                order = replace(order, numbers=(pieces[at].number,))
            item.own, item.text = False, ""
            found.append(order)
    return found[::-1]


def _stands_alone(items: Sequence[Item], item: Item) -> bool:
    at = next(n for n, one in enumerate(items) if one is item)
    near = (*items[max(at - 1, 0) : at], *items[at + 1 : at + 2])
    return all(
        not (one.own and one.text.strip())
        or translating.order(one.text)
        or courtesies.says_nothing(one.text)
        for one in near
    )


# --- the texts ------------------------------------------------------------------------------------


def _texts(
    chunks: Sequence[_Chunk], letter: Mapping[Piece, Given], cleaner: _Cleaner
) -> tuple[tuple[Text, ...], tuple[tuple[Piece, str], ...]]:
    """(the texts, the topics that stand alone)"""
    found: list[Text] = []
    topics: list[tuple[Piece, str]] = []
    for at, (piece, given) in enumerate(letter.items()):
        hers = [chunk for chunk in chunks if chunk.at == at]
        headed = [chunk for chunk in hers if chunk.headed and any(one.own for one in chunk.items)]
        made = chosen([item for chunk in headed or hers for item in chunk.items], given)
        if made is None:
            continue
        topic, body = _titled(cleaner.clean(made.lines, given.original), given.original)
        topic = _new(made.topic or topic, given.topic)
        if not body:
            topics += [(piece, topic)] if topic else []
            continue
        short = any(chunk.short for chunk in headed)
        text = Text(piece, body, topic, short)
        if _same(body, given.original):
            continue
        if _same(body, given.draft):
            if not headed:
                continue
            text = replace(text, untouched=True, topic=topic or given.draft_topic)
        found.append(text)
    return tuple(found), tuple(topics)


def _same(text: str, other: str) -> bool:
    return overlap.words([text]).folded == overlap.words([other]).folded


def _new(topic: str, original: str) -> str:
    """A topic that is another than the original's."""
    topic = " ".join(seen(topic).split())[:LONGEST_TOPIC]
    return "" if _same(topic, original) or not any(map(str.isalnum, topic)) else topic


def _titled(text: str, original: str) -> tuple[str, str]:
    """(the topic, the text below it), where a text begins with `Title: …`, or with a few words to
    us and then that."""
    lines = text.split("\n")
    at = next((at for at, line in enumerate(lines) if translating.title(line) is not None), None)
    if at is None or (at and not _is_small(lines[:at], original)):
        return "", text
    return translating.title(lines[at]) or "", "\n".join(lines[at + 1 :]).strip("\n")


def _is_small(lines: Sequence[str], original: str) -> bool:
    """Whether lines above a title are small talk, in a text whose original has no such line."""
    titled = any(translating.title(line) is not None for line in original.split("\n"))
    return len("\n".join(lines)) <= MOST_NOTE and not titled


@dataclass(frozen=True, slots=True)
class _Cleaner:
    """Takes away what stands around a text and is none of it."""

    author: str  # the name in her From
    names: Sequence[str]

    def clean(self, lines: Iterable[str], original: str = "") -> str:
        """A text without her signature and her note; a name that the original ends with stays."""
        text = paragraphs.logical(quotes.spaced(list(lines)))
        kept = quotes.strip(text, self.author)[0].split("\n")
        known = endings.names_of((self.author, *self.names), (), ())
        theirs = {tuple(overlap.words([line]).folded) for line in original.split("\n")} - {()}
        for end in (
            endings.before_signature(kept, known, _acts),
            endings.before_closing(kept, known.known),
        ):
            if theirs.isdisjoint(tuple(overlap.words([line]).folded) for line in kept[end:]):
                kept = kept[:end]
        last = kept[-1:] if len(kept) > 1 else []
        own = [tuple(overlap.words([line]).folded) for line in last]
        if own and own[0] and {*own[0]} <= known.known and theirs.isdisjoint(own):
            kept = kept[:-1]  # her bare name
        return _without_note(links.tidy(quotes.spaced(kept)))


def _is_polite(text: str) -> bool:
    return all(courtesies.says_nothing(line) for line in text.split("\n") if line.strip())


def _acts(line: str) -> bool:
    return translating.order(line) is not None


def _without_note(text: str) -> str:
    """Without a first paragraph such as `Here is my translation:`."""
    first, _, rest = text.partition("\n\n")
    return rest if rest and translating.is_note(first) else text


# --- words that nothing places --------------------------------------------------------------------


def _placed(
    said: Returned,
    given: Mapping[Piece, Given],
    originals: Mapping[int, str],
    alone: Piece | None,
) -> Returned:
    """Her words above the letter, or below it, as the one text that is missing; as so many, where
    each begins with its title."""
    if not said.words:
        return said
    done = [one.piece for one in said.texts]
    missing = [one for one in given if one.whole and one not in done]
    missing = [one for one in missing if not _is_put_off(one, said)]
    if alone is not None and alone not in done:
        missing = [alone]
    original = min((originals.get(one.number, "") for one in missing), key=len, default="")
    parts = _parts(said.words)
    has_note = bool(done) and not parts[0][0] and prose.is_note(said.words, original)
    has_note = has_note or (bool(done) and any(one.again for one in missing))
    if not (has_note or parts[0][0]) and done and _is_in_original(said.words, missing):
        return replace(said, talk=True)
    if len(missing) == 1 and not has_note:
        parts = [_titled(said.words, original)]
    if not (said.texts or said.orders or parts[0][0]) and prose.is_talk(said.words, original):
        return replace(said, talk=True)
    if len(parts) == len(missing) and (len(missing) == 1 or all(topic for topic, _ in parts)):
        found = [
            _text(piece, given.get(piece, Given()), topic, text)
            for piece, (topic, text) in zip(missing, parts, strict=True)
            if not has_note and (not text or not _same(text, given.get(piece, Given()).original))
        ]
        texts = tuple(one for one in found if one.text)
        topics = tuple((one.piece, one.topic) for one in found if one.topic and not one.text)
        if texts or topics:
            return replace(said, texts=(*said.texts, *texts), topics=(*said.topics, *topics))
    if not (said.texts or said.orders or said.topics) or len(said.words) > MOST_NOTE:
        return replace(said, loose=said.words)
    return replace(said, talk=prose.asks(said.words))


def _is_in_original(words: str, missing: Sequence[Piece]) -> bool:
    """Whether a few words are in the language of the original: they translate nothing."""
    sources = {one.source for one in missing} - {""}
    tongues = sources | {one.language for one in missing}
    return len(words) <= MOST_NOTE and spoken.guess(words, sorted(tongues)).language in sources


def _text(piece: Piece, given: Given, topic: str, text: str) -> Text:
    untouched = _same(text, given.draft)
    topic = _new(topic, given.topic) or (given.draft_topic if untouched else "")
    return Text(piece, text, topic, untouched=untouched)


def _is_put_off(piece: Piece, said: Returned) -> bool:
    off = [one for one in said.orders if one.what == NOT_NOW]
    return any(not one.numbers or piece.number in one.numbers for one in off)


def _parts(text: str) -> list[tuple[str, str]]:
    """(topic, text) of each part that begins with `Title: …`; the whole is one without."""
    lines = text.split("\n")
    starts = [
        at
        for at, line in enumerate(lines)
        if translating.title(line) and (at == 0 or not lines[at - 1].strip())
    ]
    if not starts or len("\n".join(lines[: starts[0]])) > MOST_NOTE:
        return [("", text)]
    ends = [*starts[1:], len(lines)]
    return [
        _titled("\n".join(lines[start:end]).strip("\n"), "")
        for start, end in zip(starts, ends, strict=True)
    ]
