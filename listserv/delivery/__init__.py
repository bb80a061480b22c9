"""The road: from due rows of the ledger to a relay's answers.

Owns the outgoing connections and nothing on disk: what is due and what became of it stand in the
ledger. A failure here leaves rows due; a crash repeats at most the rows being tried.
"""
