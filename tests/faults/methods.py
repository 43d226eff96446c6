"""Faults in paths and methods."""

from tests.faults.mutant import Answer, Asked, call, fault


@fault("other-methods-are-not-allowed")
async def post_is_get(asked: Asked) -> Answer:
    """POST is answered as GET is."""
    method = "GET" if asked.scope["method"] == "POST" else asked.scope["method"]
    return await call(asked.app, {**asked.scope, "method": method})


@fault("other-methods-are-not-allowed")
async def other_methods_are_404(asked: Asked) -> Answer:
    """Other methods are answered 404."""
    answer = await call(asked.app, asked.scope)
    return answer if answer.status != 405 else Answer(404, answer.headers, answer.body)


@fault("other-methods-are-not-allowed")
async def allow_is_gone(asked: Asked) -> Answer:
    """405 without Allow."""
    return (await call(asked.app, asked.scope)).header("allow", None)


@fault("another-path-is-not-found")
async def any_path_will_do(asked: Asked) -> Answer:
    """Any path that begins like ours is ours."""
    path = asked.scope["path"].replace("/numbers", "/number")
    return await call(asked.app, {**asked.scope, "path": path, "raw_path": path.encode()})


@fault("another-path-is-not-found")
async def unknown_paths_are_200(asked: Asked) -> Answer:
    """Another path is answered 200, with the page of an application in the browser."""
    answer = await call(asked.app, asked.scope)
    return (
        Answer(200, [(b"content-type", b"text/html")], b"<!DOCTYPE html>") if answer.status == 404 else answer
    )
