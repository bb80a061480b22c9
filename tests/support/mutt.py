"""The mail program mutt, driven: somebody at a terminal replies to a letter.

Owns a folder with her muttrc, a mailbox for what she was sent and one for what she sent. mutt
runs in a terminal of its own (pty), its keys are pushed by the muttrc, and her editor is this
same file, run as a program. It hands the mail to a server by SMTP itself. A mutt that waits for
a key is killed after some seconds, with its screen in the complaint.
"""

from __future__ import annotations

import mailbox
import os
import pty
import re
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

SECONDS = 30.0
KEYS = "<first-entry><reply><send-message><exit>"

# Every question that mutt would ask is answered here.
_MUTTRC = """
set realname="{name}"
set from="{address}"
set use_envelope_from=yes
set hostname="{host}"
set smtp_url="smtp://127.0.0.1:{port}/"
set ssl_force_tls=no
set ssl_starttls=no
set folder="{folder}"
set spoolfile="+inbox"
set record="+sent"
set mbox_type=Maildir
set postpone=no
set header_cache=""
set charset=utf-8
set autoedit=yes
set fast_reply=yes
set include=yes
set reply_to=yes
set abort_unmodified=no
set abort_nosubject=no
set copy=yes
set recall=no
set mark_old=no
set quit=yes
set wait_key=no
set beep=no
set sleep_time=0
set editor="{editor}"
my_hdr {proof}
{settings}
push "{keys}"
"""


@dataclass(frozen=True, slots=True)
class Mutt:
    """Somebody with mutt: where it runs and who she is."""

    folder: Path
    port: int  # of the SMTP server on loopback
    name: str
    address: str
    proof: str  # a header that her mail server adds

    def reply(self, letter: bytes, answer: str, where: str, settings: str = "") -> Message:
        """Reply to a letter; gives the mail as mutt sent it.

        `where` her words go: see `_edited`. `settings` are more lines for her muttrc.
        AssertionError when mutt does not come to an end or sends nothing.
        """
        for box in ("inbox", "sent"):
            mailbox.Maildir(self.folder / box).clear()
        mailbox.Maildir(self.folder / "inbox").add(letter)
        words, muttrc = self.folder / "words", self.folder / "muttrc"
        words.write_text(answer, encoding="utf-8")
        muttrc.write_text(
            _MUTTRC.format(
                name=self.name,
                address=self.address,
                host=self.address.rpartition("@")[2],
                port=self.port,
                folder=self.folder,
                editor=f"'{sys.executable}' '{__file__}' '{where}' '{words}' %s",
                proof=self.proof.replace(";", r"\;"),
                settings=settings,
                keys=KEYS,
            ),
            encoding="utf-8",
        )
        screen = _at_a_terminal(["mutt", "-n", "-F", str(muttrc)], self.folder)
        sent = list(mailbox.Maildir(self.folder / "sent"))
        assert len(sent) == 1, f"mutt sent {len(sent)} mails; its screen:\n{screen}"
        return sent[0]


def _at_a_terminal(command: list[str], home: Path) -> str:
    """Run a program in a terminal of its own; gives all that it drew."""
    master, slave = pty.openpty()
    here = {"HOME": str(home), "TERM": "vt100", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    program = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**here, "LINES": "24", "COLUMNS": "80"},
        start_new_session=True,
    )
    os.close(slave)
    screen = b""
    deadline = time.monotonic() + SECONDS
    try:
        while program.poll() is None and time.monotonic() < deadline:
            if select.select([master], [], [], 0.02)[0]:
                screen += _read(master)
        assert program.poll() is not None, f"mutt waits:\n{screen.decode(errors='replace')}"
    finally:
        program.kill()
        program.wait()
        os.close(master)
    return screen.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody has the other end any more
        return b""


# --- her editor -----------------------------------------------------------------------------------


def _edited(draft: str, words: str, where: str) -> str:
    """The draft that mutt made, with her words in it.

    `above` or `below` the quotation, `alone` without it, `after TEXT`: behind the quoted line that
    has TEXT, `inside TEXT`: on that line, behind its words, or `corrected OLD/NEW`: above, and NEW
    stands in the quotation for OLD. What is below stands above a signature at the end.
    """
    how, _, mark = where.partition(" ")
    if how == "alone":
        return words + "\n"
    if how == "above":
        return f"{words}\n\n{draft}"
    if how == "corrected":
        old, _, new = mark.partition("/")
        return f"{words}\n\n{draft.replace(old, new)}"
    if how == "below":
        quotation, dashes, signature = draft.rpartition("\n-- \n")
        at_the_end = dashes and not re.search(r"^>", signature, re.MULTILINE)
        head, tail = (quotation, dashes + signature) if at_the_end else (draft, "")
        return f"{head}\n{words}\n{tail}"
    lines = draft.split("\n")
    at = next(at for at, line in enumerate(lines) if mark in line)
    if how == "inside":
        lines[at] += f" {words}"
    else:
        lines[at + 1 : at + 1] = ["", words, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    place, answer_path, draft_path = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    changed = _edited(draft_path.read_text("utf-8"), answer_path.read_text("utf-8"), place)
    draft_path.write_text(changed, encoding="utf-8")
