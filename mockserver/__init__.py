"""A mock server for the number list of ai.api.longlonglong.cn (unofficial)."""

import warnings
from importlib.metadata import version

__version__ = version("longlonglong-mock")

# Connexion imports Starlette's test client, which then advises its users of another HTTP client.
warnings.filterwarnings("ignore", message="Using `httpx` with `starlette.testclient` is deprecated")
