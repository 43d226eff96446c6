"""Settings of the service."""

import os
from pathlib import Path

SECRET_KEY = "not used: there are no sessions"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

INSTALLED_APPS = ["rest_framework", "calling"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "service.urls"

TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
LANGUAGE_CODE = "zh-hans"

# Times in the file have no offset and are local.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{Path(os.environ['BACKEND_DATABASE']).as_uri()}?mode=ro",
        "TIME_ZONE": TIME_ZONE,
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["calling.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "calling.exceptions.exception_handler",
    "DATETIME_FORMAT": "%Y-%m-%d %H:%M:%S",
    "UNAUTHENTICATED_USER": None,
}
