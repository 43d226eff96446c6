"""The contract, written for other programs."""
