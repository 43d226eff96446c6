"""`python -m contract_tests --base-url URL`: the same as `pytest --pyargs contract_tests --base-url URL`."""

import subprocess
import sys

from contract_tests.plugin.options import help_text
from longlonglong_mock.packages import hidden_by

arguments = sys.argv[1:]
if {"-h", "--help"} & set(arguments):
    sys.exit(print(help_text(), end=""))
arguments = ["--help" if each == "--help-pytest" else each for each in arguments]
# In a new process, as pytest must be the first to import the modules it runs.
# A project in the current folder may have a `mockserver` of its own.
alone = ["-P"] if hidden_by("mockserver") is not None else []
command = [sys.executable, *alone, "-m", "pytest", "--pyargs", "contract_tests", *arguments]
sys.exit(subprocess.call(command))
