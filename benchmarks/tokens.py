"""The BEARERINFO_FUNC of `connexion run`, which checks tokens."""


def accept(token: str) -> dict[str, str]:
    """Accept any token."""
    return {"sub": token}
