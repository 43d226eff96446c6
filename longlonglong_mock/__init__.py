"""What pytest and the shell load wherever this distribution is installed.

Its modules import nothing of `mockserver` and `contract_tests` before it is used: a project may have
packages of its own with these names.
"""
