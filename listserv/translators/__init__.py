"""Translators: what becomes of an approved post in other languages.

Owns who is asked to translate it, people by mail and programs, and what they bring back. Nothing
waits for them but what its list said so, and that only until an hour: a translator who is silent, a
program that is slow, dead or talks nonsense, costs a translation, never a post. What may be shown
of it to whom is decided by model/translations.
"""
