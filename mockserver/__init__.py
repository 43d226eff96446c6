"""A mock server for the number list of ai.api.longlonglong.cn (unofficial)."""

from importlib.metadata import version
from pkgutil import extend_path

# A folder of this name without `__init__.py` stays importable in the project that has it.
__path__ = extend_path(__path__, __name__)

__version__ = version("longlonglong-mock")
