"""Generates clients from the contract in seven languages, and checks them against a mock."""
