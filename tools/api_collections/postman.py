"""A Postman collection (format 2.1), and a file for each environment."""

import json
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from tools.api_collections import checks
from tools.api_collections.model import BEARER, Collection, Environment, Example, Folder, Request

SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "longlonglong-mock")

PRELUDE: Final = (
    "const { test: check, expect } = pm;",
    "const status = pm.response.code;",
    "const body = pm.response.json();",
    "const header = (name) => pm.response.headers.get(name);",
)

Json = dict[str, Any]


def files(collection: Collection) -> Mapping[str, str]:
    """The collection and its environments, by path."""
    documents = {
        "postman/numbers.postman_collection.json": _collection(collection),
        **{
            f"postman/environments/{each.name}.postman_environment.json": _environment(each)
            for each in collection.environments
        },
    }
    return {
        path: json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        for path, document in documents.items()
    }


def _collection(collection: Collection) -> Json:
    return {
        "info": {
            "_postman_id": str(uuid.uuid5(NAMESPACE, "collection")),
            "name": collection.title,
            "description": collection.about,
            "schema": SCHEMA,
        },
        "auth": _bearer(),
        "item": [_folder(collection, folder) for folder in collection.folders],
    }


def _folder(collection: Collection, folder: Folder) -> Json:
    return {"name": folder.title, "item": [_item(collection, request) for request in folder.requests]}


def _item(collection: Collection, request: Request) -> Json:
    script = {"type": "text/javascript", "exec": checks.script(request.checks, PRELUDE)}
    sent = _request(collection, request)
    return {
        "id": str(uuid.uuid5(NAMESPACE, request.name)),
        "name": request.title,
        "event": [{"listen": "test", "script": script}],
        "request": sent,
        "response": [_response(each, sent) for each in request.examples],
    }


def _request(collection: Collection, request: Request) -> Json:
    headers = [{"key": name, "value": value} for name, value in request.headers.items()]
    auth = {}
    if request.authorization != BEARER:
        auth = {"auth": {"type": "noauth"}}
        if request.authorization is not None:
            headers.insert(0, {"key": "Authorization", "value": request.authorization})
    about = {each.key: each.about for each in collection.parameters}
    sent = [{"key": key, "value": value, "description": about.get(key, "")} for key, value in request.query]
    unused = [
        {"key": each.key, "value": each.example, "description": each.about, "disabled": True}
        for each in collection.unused(request)
    ]
    return {
        "method": "GET",
        "description": request.expectation,
        **auth,
        "header": headers,
        "url": {
            "raw": request.url(safe="/:{}[] "),
            "host": ["{{base_url}}"],
            "path": request.path.removeprefix("/").split("/"),
            "query": sent + unused,
        },
    }


def _response(example: Example, request: Json) -> Json:
    headers = {"Content-Type": "application/json", **example.headers}
    return {
        "name": example.name,
        "originalRequest": request,
        "status": HTTPStatus(example.status).phrase,
        "code": example.status,
        "_postman_previewlanguage": "json",
        "header": [{"key": name, "value": value} for name, value in headers.items()],
        "body": json.dumps(example.body, ensure_ascii=False, indent=2),
    }


def _bearer() -> Json:
    token = {"key": "token", "value": BEARER.removeprefix("Bearer "), "type": "string"}
    return {"type": "bearer", "bearer": [token]}


def _environment(environment: Environment) -> Json:
    return {
        "id": str(uuid.uuid5(NAMESPACE, f"environment {environment.name}")),
        "name": f"longlonglong {environment.name}",
        "values": [
            {
                "key": key,
                "value": value,
                "type": "secret" if key in environment.private else "default",
                "enabled": True,
            }
            for key, value in environment.values.items()
        ],
        "_postman_variable_scope": "environment",
    }
