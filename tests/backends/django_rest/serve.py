"""Serves the list with waitress: `python serve.py 127.0.0.1:4010`.

Django's own `runserver` sends head and body apart, and a client on the same machine then waits 40 ms for
each answer.
"""

import os
import sys

import waitress
from django.core.wsgi import get_wsgi_application

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "service.settings")
    waitress.serve(get_wsgi_application(), listen=sys.argv[1])
