"""Machine translation: drafts for people who asked for one, by programs and services beside us.

Owns which pairs of languages a program knows, what of a text it must not touch, and the run of the
program, which sees hostile text and has bounds on time, memory and output. A program that is not
there, fails or says nonsense gives no draft, a line in the log, and nothing else stops.
"""
