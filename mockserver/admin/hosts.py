"""The names under which `/_mock/` is reached; a page of another site, whose name leads here, is refused."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from starlette.requests import Request

from mockserver.admin.refusal import refusal
from mockserver.settings import Settings

HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/@\[\]]+)(:[0-9]*)?", re.IGNORECASE)
"""The header `Host`: a name or an address, and a port."""


class Hosts:
    """The own address of a server, loopback, and the names of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._named = {_canonical(name) for name in (settings.host, *(settings.allowed_host or ()))}

    def check(self, request: Request) -> None:
        """Raise HTTPException for a request that was sent to another name.

        The name of another site may lead to this machine (DNS rebinding), so that a browser lets its pages
        read the answers. Requests without `Host`, which no browser sends, are accepted.
        """
        for value in request.headers.getlist("host"):
            if not self._is_ours(value, request):
                raise refusal(
                    403,
                    f"Host {value[:80]!a} 不是本服务的地址，见 --allowed-host",
                    f"Host {value[:80]!a} is no address of this mock: see --allowed-host",
                )

    def _is_ours(self, value: str, request: Request) -> bool:
        found = HOST.fullmatch(value)
        if found is None:
            return False
        name = _canonical(found[1])
        own = request.scope.get("server")
        return is_loopback(name) or name in self._named or (own is not None and name == _canonical(own[0]))


def is_loopback(name: str) -> bool:
    """Whether a host is this machine, whatever its network."""
    address = _address(name)
    return name == "localhost" if address is None else address.is_loopback


def _canonical(name: str) -> str:
    """The same text for each way of writing an address or a name."""
    address = _address(name)
    return name.lower().removesuffix(".") if address is None else str(address)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(name.removeprefix("[").removesuffix("]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
