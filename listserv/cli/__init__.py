"""The command line: parse, one call, print; a file per noun.

Owns nothing. Exit status 0 is done, 1 failed, 2 wrong usage; an error is one line on stderr that
says what to do. A noun's file, and the rooms it needs, are imported when the noun is named, so that
`list show` does not wait for the archive.
"""

from __future__ import annotations

import click

from listserv import __version__
from listserv.cli.program import Program

PLACES = {
    "init": "listserv.cli.init:init",
    "serve": "listserv.cli.serve:serve",
    "demo": "listserv.cli.serve:demo",
    "list": "listserv.cli.lists:group",
    "member": "listserv.cli.members:group",
    "moderator": "listserv.cli.moderators:group",
    "translator": "listserv.cli.translators:group",
    "translation": "listserv.cli.translations:group",
    "held": "listserv.cli.held:group",
    "post": "listserv.cli.posts:group",
    "queue": "listserv.cli.deliveries:group",
    "digest": "listserv.cli.digests:group",
    "summary": "listserv.cli.summaries:group",
    "archive": "listserv.cli.archives:group",
    "dkim": "listserv.cli.dkim:group",
    "doctor": "listserv.cli.doctor:doctor",
}


@click.group(
    cls=Program,
    places=PLACES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
)
@click.version_option(__version__, prog_name="listserv")
@click.option(
    "--config",
    metavar="FILE",
    help="The site's listserv.toml (or LISTSERV_CONFIG, or ./listserv.toml).",
)
@click.pass_context
def main(context: click.Context, config: str | None) -> None:
    """A plain-text mailing-list server: everything by mail, in the reader's language."""
    context.obj = config
