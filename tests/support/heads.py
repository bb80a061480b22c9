"""The headers that a copy may have: each has its reason, and no other goes out."""

from __future__ import annotations

ALLOWED = {
    *("from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("list-id", "list-post", "list-help", "list-archive", "archived-at"),
    *("list-unsubscribe", "list-unsubscribe-post"),
    *("precedence", "x-auto-response-suppress", "x-listserv-trace", "content-language"),
    *("mime-version", "content-type", "content-transfer-encoding"),
}
