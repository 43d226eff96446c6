"""Number lists written in other people's frameworks, each with habits and faults that can be switched on.

Every folder holds one back end: a program that serves the list from the SQLite file of `database.py`, and
`backend.toml`, which says how it is built and started and which switches it has.
"""
