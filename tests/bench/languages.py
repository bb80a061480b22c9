"""Languages: one post in four renditions, beside the same post in one.

    python -m tests.bench.languages [--quick]

The real server, measured as the fan-out is (tests.bench.fanout), unsigned and personal. Both lists
have members in five languages, in turn. On one of them the post is there as it was written alone;
on the other people have put it into three more languages, so that three of five members get a copy
of twice the size, their own language above the original. Medians of the rounds, both in turn.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from listserv.model import Policy
from listserv.model.translations import Manner, Translation
from listserv.store import posts, translations
from listserv.store.base import Db, Store
from tests.bench import fanout, report, server

SIZE = 20_000
ROUNDS = 3
READERS = ("en", "fr", "es", "pt", "ar")
INTO = {
    "fr": "Comment comptez-vous les stocks dans votre centre, et qui le fait un lundi chargé ? ",
    "es": "¿Cómo cuentan las existencias en su puesto, y quién lo hace un lunes con mucha gente? ",
    "pt": "Como contam o estoque no seu posto, e quem o faz numa segunda-feira cheia de gente? ",
}
POLICY = Policy(title="HIFA", languages=READERS, translate="volunteers")
COLUMNS = ("renditions", "members", "seconds", "copies/s", "CPU µs a copy", "bytes a copy", "ratio")


def prepare(template: Path, size: int) -> None:
    """A site with a list for each way, and one held post in each."""
    server.make(template)
    server.crowd(
        template,
        [
            ("warm", Policy(title="Warm"), fanout.WARM),
            (f"one-{size}", POLICY, size),
            (f"four-{size}", POLICY, size),
        ],
    )
    server.hold(template, ["warm", f"one-{size}", f"four-{size}"])
    store = Store.open(server.home(template).database)
    try:
        store.write_now(_speak)
        store.write_now(_translate, f"four-{size}")
    finally:
        store.close()
    server.sign_nothing(template)


def _speak(db: Db) -> None:
    for n, language in enumerate(READERS):
        db.execute(
            "UPDATE person SET languages = ?, translation = 'human' WHERE id % ? = ?",
            (f'["{language}"]', len(READERS), n),
        )


def _translate(db: Db, name: str) -> None:
    number = int(
        db.value("SELECT number FROM post JOIN list ON list.id = post.list WHERE name = ?", name)
    )
    post = posts.get(db, number)
    assert post is not None
    assert post.spoken == ("en",)
    for language, sentence in INTO.items():
        text = sentence * (server.OCTETS // len(sentence))
        one = Translation(number, post.version, language, Manner.HUMAN, text, topic=sentence[:30])
        translations.keep(db, one, 0.0)


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few copies, one round")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    size, rounds = (200, 1) if asked.quick else (SIZE, ROUNDS)
    runs: dict[str, list[fanout.Figures]] = {"one": [], "four": []}
    with tempfile.TemporaryDirectory(dir=asked.dir) as folder:
        template = Path(folder) / "site"
        prepare(template, size)
        for _ in range(rounds):
            for way, found in runs.items():
                found.append(fanout.fan_out(template, way, size))
    ratio = statistics.median(
        four.seconds / one.seconds for one, four in zip(runs["one"], runs["four"], strict=True)
    )
    rows = []
    for way, found in runs.items():
        one = fanout.median(found)
        rows.append(
            (
                "as written" if way == "one" else "in four languages",
                f"{size:,}",
                f"{one.seconds:.2f}",
                f"{one.rate:,.0f}",
                f"{one.cpu / one.copies * 1e6:.0f}",
                f"{one.octets:,.0f}",
                "" if way == "one" else f"{ratio:.2f}",
            )
        )
    goals = [report.at_most("four renditions, of one", ratio, 1.3)]
    title = "Fan-out of one post in four languages (`python -m tests.bench.languages`)"
    return report.show(title, COLUMNS, rows, goals, quick=asked.quick)


if __name__ == "__main__":
    sys.exit(main())
