"""How the mock behaves for a request: data, clock, latency, faults."""
