"""`python -m contract_tests --base-url URL`: the same as `pytest --pyargs contract_tests --base-url URL`."""

import sys

import pytest

sys.exit(pytest.main(["--pyargs", "contract_tests", *sys.argv[1:]]))
