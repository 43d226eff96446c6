"""Contract tests for any API that serves the number list; `checks/` lists what they check."""
