"""`listserv demo`: an invented forum, the mail programs of its people, the days it plays, and the
judge of what came of them."""
