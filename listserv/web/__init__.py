"""The small web side: one-click leave, the public archive, health.

`server` listens, `application` answers, `words` says it in the reader's language. There are no
cookies, no scripts and no accounts; whoever needs more writes a mail.
"""
