"""A plain-text mailing-list server for moderated, multilingual communities of practice."""

__version__ = "0.1.0"
