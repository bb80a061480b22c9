"""The store: the only SQL of the house.

One SQLite file holds everything the server must not lose: raw mail, posts, people, lists, the
ledger of copies, the journal. Each file here is one subject; each public function is either a
*verb* (changes something, runs inside one transaction of the single writer) or a *query* (reads).
Both take the database first. A failure rolls its own verb back and nothing else.
"""
