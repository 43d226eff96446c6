"""Settings of the service."""

import os
import re
from pathlib import Path

from calling import dataset
from calling.switches import fault, habit
from rest_framework import ISO_8601

SECRET_KEY = "not used: there are no sessions"
DEBUG = fault("debug-mode")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
if fault("user-agents-refused"):
    DISALLOWED_USER_AGENTS = [re.compile("^(curl|python-requests|go-http-client)", re.IGNORECASE)]

INSTALLED_APPS = ["rest_framework", "calling"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
if habit("gzip"):
    MIDDLEWARE.insert(0, "django.middleware.gzip.GZipMiddleware")
if habit("entity-tags"):
    MIDDLEWARE.insert(0, "django.middleware.http.ConditionalGetMiddleware")
if habit("messages-by-language"):
    MIDDLEWARE.insert(1, "django.middleware.locale.LocaleMiddleware")
if fault("length-in-characters"):
    MIDDLEWARE.insert(0, "calling.middleware.length_in_characters")
if fault("gzip-in-name-only"):
    MIDDLEWARE.insert(0, "calling.middleware.gzip_in_name_only")

ROOT_URLCONF = "service.urls"
STATIC_URL = "static/"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
LANGUAGE_CODE = "en-us" if habit("english-messages") else "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

# Times in the file have no offset and are local.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": dataset.name(Path(os.environ["BACKEND_DATABASE"])),
        "TIME_ZONE": TIME_ZONE,
    }
}

_RENDERERS = ["calling.renderers.EnvelopeRenderer"]
_BROWSABLE = "rest_framework.renderers.BrowsableAPIRenderer"
if habit("browsable"):
    _RENDERERS.append(_BROWSABLE)
if fault("browsable-by-default"):
    _RENDERERS.insert(0, _BROWSABLE)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["calling.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.AllowAny"
        if fault("permission-forgotten")
        else "rest_framework.permissions.IsAuthenticated"
    ],
    "DEFAULT_RENDERER_CLASSES": _RENDERERS,
    "DEFAULT_THROTTLE_CLASSES": ["calling.throttling.NumberThrottle"] if habit("throttled") else [],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "calling.negotiation.IgnoreAccept"
    if habit("accept-ignored")
    else "rest_framework.negotiation.DefaultContentNegotiation",
    "EXCEPTION_HANDLER": "calling.exceptions.exception_handler",
    "DATETIME_FORMAT": ISO_8601 if fault("times-in-iso-8601") else "%Y-%m-%d %H:%M:%S",
    "UNICODE_JSON": not habit("ascii-json"),
    "COMPACT_JSON": not habit("spaces-in-json"),
    "UNAUTHENTICATED_USER": None,
}
