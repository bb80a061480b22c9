"""The door: mail comes in over SMTP and LMTP and is kept before 250 is said.

`server` listens, `session` holds one peer's talk, `gate` knows our addresses, `screen` judges
bytes, `wire` reads what SMTP writes. Every mail accepted is handed to one callable and forgotten.
"""
