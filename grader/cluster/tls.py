"""How a cluster is talked to: by TLS with Dask's own settings, unless it is this machine.

Whoever reaches an open port of Dask's can run programs there, so in the open is never the default.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import dask.config
from distributed import Security

from grader.core.errors import UsageError

TLS = "distributed.comm.tls"


@dataclass(frozen=True)
class Address:
    """Where a scheduler listens."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether nobody outside this machine can be meant: of names, only `localhost`."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def read_address(engine: str) -> Address:
    """Read the HOST:PORT of `dask://HOST:PORT`. Raises UsageError."""
    try:
        parts = urlsplit(engine)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or engine.rpartition("://")[2] != parts.netloc or "@" in parts.netloc:
        raise UsageError(f"--engine {engine}: write dask://HOST:PORT, as in dask://localhost:8786")
    return Address(host, port)


def security_for(address: Address, *, insecure: bool) -> Security:
    """Choose how to talk to a scheduler. Raises UsageError if it would be in the open, unasked."""
    if insecure or (address.is_loopback and missing("client")):
        return Security(require_encryption=False)  # type: ignore[no-untyped-call]
    if lacking := missing("client"):
        raise UsageError(
            f"--engine dask://{address} is not this machine, so it is talked to by TLS only: "
            f"{ask_for(lacking)}"
        )
    return checked_security("client")


def missing(*roles: str) -> list[str]:
    """Name the settings of Dask's that TLS can't do without, and that are not set."""
    needed = [f"{TLS}.ca-file", *(f"{TLS}.{role}.cert" for role in roles)]
    return [name for name in needed if not dask.config.get(name)]


def ask_for(settings: list[str]) -> str:
    """Say what to set, and how."""
    spelled = (name.replace(".", "__").replace("-", "_").upper() for name in settings)
    variables = " and ".join(f"DASK_{name}" for name in spelled)
    return (
        f"set {variables} to files in PEM format (or {' and '.join(settings)} in Dask's own "
        "configuration), or type --insecure to talk in the open"
    )


def checked_security(*roles: str) -> Security:
    """Take Dask's own settings, whose files can be read and fit together. Raises UsageError."""
    security = Security(require_encryption=True)  # type: ignore[no-untyped-call]
    for role in roles:
        files = security.get_tls_config_for_role(role)  # type: ignore[no-untyped-call]
        named = [files[kind] for kind in ("ca_file", "cert", "key") if files[kind]]
        for path in named:
            # What `ssl` says of a file that it can't read does not name it.
            if not os.access(path, os.R_OK):
                raise UsageError(f"{path}: can't be read; Dask's settings for TLS name it")
        try:
            security.get_connection_args(role)  # type: ignore[no-untyped-call]
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"TLS can't be had from {', '.join(named)}: {error}") from None
    return security
