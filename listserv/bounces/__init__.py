"""The return: what a delivery report means for the copy and the person it is about.

Owns no rows. A failure here costs a report its reading, never a member anything.
"""
