"""Measurements: what the mock costs, alone and beside its peers."""
