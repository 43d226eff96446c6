"""How the mock behaves for a request: its data, its clock and its faults."""
