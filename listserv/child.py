"""The child's side of the pool: hostile bytes in, values out.

A process of its own, started by listserv.children as `python -m listserv.child`. It reads
tasks from standard input and writes answers to standard output, one frame each, until its
input ends: so it cannot outlive its parent. It lowers its own limits first (memory, files, no
writing, no programs, CPU seconds for each task) and imports heavy libraries only when a
message needs them. A crash here costs the parent one retry.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from listserv import frames
from listserv.frames import frame
from listserv.model import Reading
from listserv.text import forgetting, mime
from listserv.text.carried import Carried, carry
from listserv.text.files import Taken, parts, take
from listserv.text.rewriting import Rewritten, in_message

MEMORY = 1024 * 1024 * 1024  # bytes of address space
FILES = 32


class Task(msgspec.Struct, frozen=True):
    """What to do with a message: read it, carry it, take words, a person or files out of it, or
    verify its DKIM signatures or its ARC chain.

    `keys` maps `selector._domainkey.domain` to the TXT record the parent resolved; `words` are
    taken out, and `mark` stands in their places, as it does in those of what is quoted from `hers`
    where a person is; `numbers` and `room` are those of text/files.py.
    """

    raw: bytes
    do: Literal["read", "carry", "redact", "forget", "files", "parts", "verify", "arc"] = "read"
    keys: dict[str, bytes] = {}
    words: tuple[str, ...] = ()
    hers: tuple[str, ...] = ()
    whole: bool = False
    mark: str = ""
    cpu_seconds: int = 20
    numbers: tuple[int, ...] = ()
    room: int = 0


class Answer(msgspec.Struct, frozen=True):
    """What became of a task; `error` names the exception where there is neither."""

    reading: Reading | None = None
    domains: tuple[str, ...] = ()
    carried: Carried | None = None
    taken: Taken | None = None
    parts: tuple[bytes, ...] = ()
    rewritten: Rewritten | None = None
    holds: bool = False
    error: str = ""


def main() -> None:
    """Answer tasks until the input ends."""
    from listserv import reading  # so that the first message does not wait for it

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is the parent's affair
    _limit()
    tasks, answers = sys.stdin.buffer, sys.stdout.buffer
    while payload := frames.payload(tasks):
        task = msgspec.msgpack.decode(payload, type=Task)
        _limit_cpu(task.cpu_seconds)
        try:
            match task.do:
                case "read":
                    answer = frame(Answer(reading=reading.read(task.raw)))
                case "verify":
                    answer = frame(Answer(domains=verified(task.raw, task.keys)))
                case "carry":
                    answer = frame(Answer(carried=carry(task.raw)))
                case "files":
                    taken = take(task.raw, task.numbers, task.room)
                    answer = frame(Answer(taken=taken))
                case "parts":
                    answer = frame(Answer(parts=parts(task.raw)))
                case "redact":
                    made = in_message(task.raw, task.words, task.mark)
                    answer = frame(Answer(rewritten=made))
                case "forget":
                    made = forgotten(task.raw, task.words, task.hers, task.mark, task.whole)
                    answer = frame(Answer(rewritten=made))
                case "arc":
                    answer = frame(Answer(holds=arc_holds(task.raw, task.keys)))
        except Exception as error:  # told to the parent, which shunts the message
            answer = frame(Answer(error=type(error).__name__))
        answers.write(answer)
        answers.flush()


def _limit() -> None:
    """No large memory, no writing of files, no core dump, no further programs."""
    sys.dont_write_bytecode = True
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    )
    for limit, value in limits:
        hard = resource.getrlimit(limit)[1]
        if hard == resource.RLIM_INFINITY or value <= hard:
            resource.setrlimit(limit, (value, value))


def _limit_cpu(seconds: int) -> None:
    """Let the kernel end this process when the task at hand takes too much CPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


# --- a person taken out --------------------------------------------------------------------------


def forgotten(
    raw: bytes, words: Sequence[str], hers: Sequence[str], mark: str, whole: bool
) -> Rewritten:
    """A mail without what names somebody, nor what it quotes from her texts.

    `whole`: it is ours, and shows texts without quoting them. What a program changed in the words
    that it quotes is looked for in smaller pieces.
    """
    made = in_message(raw, words, mark, a_person=True)
    for longest in forgetting.PIECES if hers else ():
        pieces = forgetting.in_pieces(_quoted(made.raw, hers, whole), longest)
        if not pieces:
            break
        again = in_message(made.raw, pieces, mark)
        made = Rewritten(again.raw, made.places + again.places, made.unseen)
    return made


def _quoted(raw: bytes, hers: Sequence[str], whole: bool) -> Sequence[str]:
    """What a mail, and the mails in it, quote from these texts."""
    from listserv import reading

    read = reading.read(raw)
    own = "" if whole else read.clean
    found = [*forgetting.quoted_from(read.text, own, hers)]
    for part in mime.parse(raw).root.walk():
        if part.type == "message/rfc822":
            found += forgetting.runs(reading.read(part.decoded()).text, hers)
    return found


# --- DKIM and ARC --------------------------------------------------------------------------------


def verified(raw: bytes, keys: Mapping[str, bytes]) -> tuple[str, ...]:
    """The domains (d=) whose DKIM signature over this message holds (RFC 6376), each once.

    None counts where headers stand twice, nor one that covers too little (text/covered.py).
    """
    import dkim

    from listserv.text import covered, headers

    heads = headers.split(raw)
    if not covered.one_meaning(heads):
        return ()
    needed = covered.needed(heads, raw[heads.body_at :])

    found: list[str] = []
    checked = dkim.DKIM()
    with contextlib.suppress(Exception):  # headers that we can read and it cannot
        checked.set_message(raw)
    for index in range(len(heads.all("dkim-signature")[: covered.MOST_SIGNATURES])):
        # A malformed signature proves nothing, whatever it raises; without a key it costs nothing.
        with contextlib.suppress(Exception):
            if not checked.verify(idx=index, dnsfunc=_records(keys)):
                continue
            tags = {tag.decode("ascii") for tag in checked.signature_fields}
            names = {name.decode("ascii").lower() for name in checked.include_headers}
            if covered.suffices(needed, tags, names):
                found.append(checked.domain.decode("ascii").lower())
    return tuple(dict.fromkeys(found))


def arc_holds(raw: bytes, keys: Mapping[str, bytes]) -> bool:
    """Whether this message has an ARC chain and all of it holds (RFC 8617 §5.2)."""
    import dkim

    status, _, _ = dkim.ARC(raw).verify(dnsfunc=_records(keys))
    return bool(status == dkim.CV_Pass)


def _records(keys: Mapping[str, bytes]) -> Callable[..., bytes | None]:
    """What dkimpy asks for key records."""

    def record(name: bytes | str, timeout: int = 5) -> bytes | None:
        text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        return keys.get(text.rstrip(".").lower())

    return record


if __name__ == "__main__":
    main()
