"""The contract as a file for other tools."""
