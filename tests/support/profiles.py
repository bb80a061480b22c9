"""Makes listserv/text/profiles: what the language of a text is known by.

    python -m tests.support.profiles FOLDER

FOLDER has a long text of each language as CODE.txt, in the public domain; the Universal Declaration
of Human Rights will do. Beside it count the sentences of `samples/`, which were written for this,
and tenfold, since people do not write as a declaration does. A language that is only to be kept
apart from ours is CODE-near.txt, and needs no sentences. What figures are measured on is no source.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from listserv.text.language import NEAR_MARK, PROFILES, runs, words

SAMPLES = Path(__file__).parent / "samples"
SAMPLE_WEIGHT = 10
WHOLE, SHORT = 5000, 1500  # runs kept
SCALE = 10  # costs are tenths of a nat


def profile(texts: Mapping[str, int], most: int) -> str:
    """The file of a language, from texts with what each counts: a line a cost, with its runs.

    A cost is minus the logarithm of how often a run is met.
    """
    met: Counter[str] = Counter()
    for text, weight in texts.items():
        for word in words(text):
            for run in runs(word):
                met[run] += weight
    total = met.total()
    lines: dict[int, list[str]] = {}
    for run in sorted(met, key=lambda run: (-met[run], run))[:most]:
        lines.setdefault(round(-SCALE * math.log(met[run] / total)), []).append(run)
    return "".join(f"{cost} {' '.join(sorted(found))}\n" for cost, found in sorted(lines.items()))


def main(folder: Path, into: Path) -> None:
    for path in sorted(folder.glob("*.txt")):
        texts = {path.read_text("utf-8"): 1}
        if (own := SAMPLES / path.name).exists():
            texts[own.read_text("utf-8")] = SAMPLE_WEIGHT
        most = SHORT if path.stem.endswith(NEAR_MARK) else WHOLE
        (into / path.name).write_text(profile(texts, most), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(str(PROFILES)))
