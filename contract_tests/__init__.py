"""Contract tests for any API that serves the number list; `checks/` lists what they check."""

from pkgutil import extend_path

# A folder of this name without `__init__.py` stays importable in the project that has it.
__path__ = extend_path(__path__, __name__)
