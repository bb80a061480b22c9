"""docs/CONFIGURATION.md says what the code and the files in config/ say.

GOLDEN=write writes the page anew.
"""

import os
from pathlib import Path

from listserv import policy, settings
from listserv.kinds import Kind
from listserv.tomlfile import Entry, literal

PAGE = Path(__file__).parents[2] / "docs" / "CONFIGURATION.md"
SITE = """# Configuration

Made from `config/defaults.toml`, `config/list.toml` and the bounds in the code; a test holds it to
them.

## The site: `listserv.toml`

`listserv init` writes the file. A key that is absent has its default. A relative path counts from
the folder of the file. Sizes are "800K" or "25M" (powers of 1000), times "30s", "10m", "12h".
An unknown key or a bad value is an error that names the line; `serve` does not start with one.
`[relay]` may stand several times as `[[relay]]`, for relays that differ in more than their address.
"""
LIST = """## A list: `listserv list set`

The policy of a list lives in the database: `listserv list set hifa --moderation new` changes a key,
`listserv list show hifa --toml` writes all, `listserv list set hifa --from FILE` reads them back.
"""
HEAD = "| key | default | bound | what it says |\n|---|---|---|---|\n"


def row(key: str, entry: Entry, kind: Kind) -> str:
    bound = kind.bound.replace("|", "\\|")
    return f"| `{key}` | `{literal(entry.value)}` | {bound} | {entry.comment} |\n"


def page() -> str:
    parts = [SITE]
    for section, keys in settings.defaults().items():
        kinds = settings.kinds_of(section)
        parts.append(f"### [{section}]\n\n{HEAD}")
        parts[-1] += "".join(row(key, entry, kinds[key]) for key, entry in keys.items())
    parts.append(LIST)
    rows = (row(key, entry, policy.KINDS[key]) for key, entry in policy.defaults().items())
    parts.append(HEAD + "".join(rows))
    return "\n".join(parts)


def test_the_page_is_up_to_date() -> None:
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()
