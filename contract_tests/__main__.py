"""`python -m contract_tests --base-url URL`: the same as `pytest --pyargs contract_tests --base-url URL`."""

import subprocess
import sys

# In a process of its own: pytest wants to be the first to import what it runs.
command = [sys.executable, "-m", "pytest", "--pyargs", "contract_tests", *sys.argv[1:]]
sys.exit(subprocess.call(command))  # It is pytest, with the user's own words.
