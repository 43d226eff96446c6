"""Clients generated from the contract in seven languages, and the check that each of them works."""
