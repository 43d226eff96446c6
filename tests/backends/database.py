"""The SQLite file that all back ends serve: users, tokens, tasks and numbers, filled from the mock."""

import json
import sqlite3
from pathlib import Path
from typing import Any, Final

from starlette.types import ASGIApp

from mockserver import contract, settings
from mockserver.app import create_app
from tests.asgi import ask
from tests.conftest import TASK, USER

TOKEN: Final = "suite"
"""The token of the partner, good for every user in the file."""

SUB_USER: Final = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"
OTHER_USER: Final = "0c6dc1e4-4bb1-4d4e-9d0c-2f7d50a4f3b1"
OTHER_TASK: Final = "7a3f9a52-1f7e-4d0b-8f61-55d0a3c0a9c7"
"""A second task of the user."""

OTHER_USERS_TASK: Final = "3d1c7c0e-52a4-4b8e-9a53-2ce1f6a4c7d2"

SCHEMA: Final = """
CREATE TABLE users (id TEXT PRIMARY KEY, parent_id TEXT REFERENCES users (id));
CREATE TABLE tokens (token TEXT PRIMARY KEY);
CREATE TABLE tasks (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id));
CREATE TABLE numbers (
    id INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    sub_user_id TEXT REFERENCES users (id),
    task_id TEXT NOT NULL,
    {fields}
);
CREATE INDEX numbers_of_a_task ON numbers (user_id, task_id, created_at);
"""

TYPES: Final = {"status": "INTEGER", "bill": "INTEGER", "duration": "INTEGER", "is_blacklist": "BOOLEAN"}
"""The types of fields that are not text."""

OWNERS: Final = (
    (USER, TASK, None, 240),
    (USER, TASK, SUB_USER, 40),
    (USER, OTHER_TASK, None, 30),
    (OTHER_USER, OTHER_USERS_TASK, None, 30),
)
"""User, task, sub account, and how many numbers they have."""


def write(path: Path) -> None:
    """Write the file. Numbers of the first owner keep their ids; those of the others follow them."""
    app = create_app(
        settings.load(rows=max(count for *_, count in OWNERS), log_level="error"), contract.load()
    )
    rows = [(owner, row) for *owner, count in OWNERS for row in _rows(app, *owner)[:count]]
    fields = [name for name in rows[0][1] if name != "id"]
    columns = ",\n    ".join(f"{name} {TYPES.get(name, 'TEXT')}" for name in fields)
    with sqlite3.connect(path) as database:
        database.executescript(SCHEMA.format(fields=columns))
        database.executemany(
            "INSERT INTO users VALUES (?, ?)", [(USER, None), (SUB_USER, USER), (OTHER_USER, None)]
        )
        database.execute("INSERT INTO tokens VALUES (?)", (TOKEN,))
        tasks = dict.fromkeys((task_id, user_id) for user_id, task_id, *_ in OWNERS)
        database.executemany("INSERT INTO tasks VALUES (?, ?)", list(tasks))
        places = ", ".join("?" * (len(fields) + 4))
        first = min(row["id"] for _, row in rows)
        database.executemany(
            f"INSERT INTO numbers (id, user_id, task_id, sub_user_id, {', '.join(fields)}) VALUES ({places})",  # noqa: S608  # Names of the contract.
            [
                (first + place, *owner, *(row[name] for name in fields))
                for place, (owner, row) in enumerate(rows)
            ],
        )


def _rows(app: ASGIApp, user_id: str, task_id: str, sub_user_id: str | None) -> list[dict[str, Any]]:
    """The numbers of one owner, oldest first."""
    query = "page=1&per_page=1000" + (f"&sub_user_id={sub_user_id}" if sub_user_id else "")
    answer = ask(app, f"/agent-api/user/{user_id}/task/{task_id}/number?{query}")
    rows: list[dict[str, Any]] = json.loads(answer.body)["data"]
    return rows
