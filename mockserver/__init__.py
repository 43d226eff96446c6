"""A mock server for the number list of ai.api.longlonglong.cn (unofficial)."""

from importlib.metadata import version

__version__ = version("longlonglong-mock")
