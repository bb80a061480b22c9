"""The command line: parse, one call, print; a file per noun.

Owns nothing. Exit status 0 is done, 1 failed, 2 wrong usage; an error is one line on stderr that
says what to do. Heavy rooms are imported by the verb that needs them, so that `list show` is quick.
"""

from __future__ import annotations

import click

from listserv import __version__
from listserv.cli import (
    archives,
    deliveries,
    digests,
    held,
    lists,
    members,
    moderators,
    posts,
    site,
    summaries,
)
from listserv.cli.common import Asked, config_option


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90})
@click.version_option(__version__, prog_name="listserv")
@config_option
@click.pass_context
def main(context: click.Context, config: str | None) -> None:
    """A plain-text mailing-list server: everything by mail, in the reader's language."""
    context.obj = Asked(config=config)


for command in (
    site.init,
    site.serve,
    site.demo,
    lists.group,
    members.group,
    moderators.group,
    held.group,
    posts.group,
    deliveries.group,
    digests.group,
    summaries.group,
    archives.group,
):
    main.add_command(command)
