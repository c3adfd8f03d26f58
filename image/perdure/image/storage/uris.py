"""Images named by a URI: zeo://, file://, and whatever else zodburi resolves.

    zeo:///run/shop.sock                 a server on this machine (`perdure serve`)
    zeo://shop.example:9991?cert=me.pem&key=me.key&authority=ca.pem
    file:///var/shop.fs                  a FileStorage of that name, without Perdure's directory
    postgresql://ada@db.example/shop     PostgreSQL (perdure.image.storage.postgresql.postgresql)

zodburi has no words for certificates, so `cert`, `key`, `authority` and
`server_hostname` of a zeo:// address are taken here.

What imports ZEO or RelStorage is loaded only when such a name is opened: it takes 100 ms.
So is `ssl`, which takes 10.

Read by: perdure.image.storage.opening.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import zc.lockfile

from perdure.image.errors import ImageInUse, NotAnImage, ServerGone
from perdure.image.storage.messages import BadMessage
from perdure.image.storage.oids import ask_anew
from perdure.image.storage.votes import count_votes
from perdure.vm.dataclass import dataclass

if TYPE_CHECKING:
    from ssl import SSLContext

#: Imported only when a URI is opened: zodburi imports ZEO, and that asyncio.
RESOLVERS, RESOLVER, CLIENT = "zodburi", "zodburi.resolvers", "ZEO.ClientStorage"
CALLING = "perdure.image.storage.zeo.calling"
CACHE = "perdure.image.storage.blob_cache"
SERVED = "ZEOClient"  #: what ZODB calls the section of a configuration file that names a server

RELATIONAL, POSTGRESQL = (
    "perdure.image.storage.postgresql.relational",
    "perdure.image.storage.postgresql.postgresql",
)

CONNECT = 5.0  #: seconds to wait for a ZEO server when an image is opened

#: Schemes of storages that several processes have open at once.
SHARED = ("zeo", "postgresql", "postgres", "mysql", "oracle", "sqlite")
CERTIFICATES = ("cert", "key", "authority", "server_hostname")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A storage that a URI named, open."""

    storage: Any
    is_shared: bool  #: whether other processes may have it open at the same time


def is_uri(name: str) -> bool:
    scheme, colon, rest = name.partition(":")
    return bool(colon) and scheme.isalnum() and rest.startswith(("//", "("))


def shown(name: str) -> str:
    """A path or URI as people may see it: without a password."""
    if not is_uri(name):
        return name
    name = re.sub(r"(://[^/?#:@]*):[^/?#]*@", r"\1@", name)
    name = re.sub(r"([?&])password=[^&]*&?", r"\1", name)
    return name.rstrip("?&")


def open_uri(uri: str, *, read_only: bool, create: bool = True) -> Resolved:
    """The storage that a URI names; NotAnImage or ServerGone says why it cannot be opened.

    `create`: whether what the storage itself needs (tables) may be made.
    """
    scheme = uri.partition(":")[0]
    name = shown(uri)
    try:
        if scheme == "zeo":
            storage = _open_zeo(uri, read_only=read_only)
        elif scheme in ("postgresql", "postgres"):
            storage = _postgresql().open_postgresql(uri, name, read_only=read_only, create=create)
        else:
            if read_only and scheme == "file":
                uri += ("&" if "?" in uri else "?") + "read_only=1"
            factory, _ = import_module(RESOLVERS).resolve_uri(uri)
            storage = _made(factory, name)
            if is_relational(storage):
                storage = _relational(storage, name)
    except zc.lockfile.LockError:
        raise ImageInUse(f"{name!r} is open in another process") from None
    except (KeyError, ValueError, TypeError) as error:
        raise NotAnImage(f"{name!r} names no storage that is known here: {error}") from None
    except OSError as error:
        unknown = import_module("socket").gaierror  # of a host's name
        if isinstance(error, (ConnectionError, TimeoutError, unknown)):
            raise ServerGone(f"no server answers at {name!r}: {error.strerror or error}") from None
        raise NotAnImage(f"{name!r} cannot be opened: {error.strerror or error}") from None
    return Resolved(storage, scheme in SHARED or is_client(storage) or is_relational(storage))


def _made(factory: Callable[[], Any], name: str) -> Any:
    """The storage that zodburi's factory makes; what speaks with a ZEO server is made here.

    A section of a configuration file (zconfig:) knows what it is.
    """
    section = getattr(factory, "__self__", None)
    if _is_served(section):
        return _client_of(section, name)
    parts = getattr(getattr(section, "config", None), "factories", ())
    if any(map(_is_served, parts)) or ("(zeo:" in name and name.startswith("demo:")):
        raise NotAnImage(f"{name!r} lays changes over a served image, which cannot be done")
    return factory()


def _is_served(section: Any) -> bool:
    """Whether it is a configuration file's section `<zeoclient>`."""
    return type(section).__name__ == SERVED


def _client_of(section: Any, name: str) -> Any:
    config = section.config
    return _client(
        [server.address for server in config.server],
        name,
        storage=config.storage,
        cache_size=config.cache_size,
        name=config.name,
        client=config.client,
        var=config.var,
        wait=config.wait,
        wait_timeout=CONNECT,
        read_only=config.read_only,
        read_only_fallback=config.read_only_fallback,
        client_label=config.client_label,
        blob_dir=config.blob_dir,
        shared_blob_dir=config.shared_blob_dir,
    )


def is_relational(storage: Any) -> bool:
    """Whether it is a RelStorage (which zconfig: may give too)."""
    module = str(type(storage).__module__)
    return module.startswith("relstorage.") or module in (RELATIONAL, POSTGRESQL)


def _relational(storage: Any, name: str) -> Any:
    try:
        return import_module(POSTGRESQL).opened_anew(storage, name)
    except ModuleNotFoundError:  # another database
        return import_module(RELATIONAL).RelationalStorage(storage)


def _postgresql() -> Any:
    try:
        return import_module(POSTGRESQL)
    except ModuleNotFoundError as error:
        raise NotAnImage(
            f"an image in PostgreSQL needs {error.name}, which is not installed: "
            "pip install 'perdure[postgresql]'"
        ) from None


def is_client(storage: Any) -> bool:
    """Whether it is a connection to a ZEO server (which zconfig: may give too)."""
    return bool(type(storage).__module__ == CLIENT)


def _open_zeo(uri: str, *, read_only: bool) -> Any:
    parts = urlsplit(uri)
    options = dict(parse_qsl(parts.query))
    certificates = {name: options.pop(name) for name in CERTIFICATES if name in options}
    if parts.netloc and parts.port is None:
        raise NotAnImage(f"{uri!r} has no port: zeo://HOST:PORT, or zeo:///PATH of a socket")
    address = (parts.hostname or "", parts.port) if parts.netloc else parts.path
    # zodburi knows the types of the options; the rest is the same as what it does.
    keywords, unknown = import_module(RESOLVER).client_storage_resolver.interpret_kwargs(options)
    if unknown:
        raise NotAnImage(f"{uri!r} has the unknown option {', '.join(sorted(unknown))}")
    hostname = certificates.pop("server_hostname", None)
    if certificates:
        keywords |= {"ssl": _context(uri, **certificates), "ssl_server_hostname": hostname}
    keywords.setdefault("wait_timeout", CONNECT)
    if read_only:
        keywords["read_only"] = True
    return _client(address, without_query(uri), **keywords)


def _client(address: Any, named: str, **keywords: Any) -> Any:
    """A connection to a ZEO server; ServerGone where none answers, NotAnImage where it is none."""
    given = keywords.get("blob_dir")
    try:
        module = import_module(CALLING)
        with_cache = import_module(CACHE).with_cache
        client = with_cache(lambda **more: module.open_client(address, **keywords | more), given)
    except ConnectionError:
        raise
    except BadMessage as error:
        raise NotAnImage(f"what answers at {named!r} is no server of an image: {error}") from None
    except Exception as error:
        if type(error).__name__ != "ClientDisconnected":
            raise
        raise ServerGone(f"no server answers at {named!r}") from None
    ask_anew(client)
    count_votes(client)
    return client


def _context(uri: str, cert: str = "", key: str = "", authority: str = "") -> SSLContext:
    if not (cert and authority):
        raise NotAnImage(f"{without_query(uri)!r}: a certificate needs both cert= and authority=")
    ssl = import_module("ssl")
    context: SSLContext = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=authority)
    context.load_cert_chain(cert, key or None)
    return context


def without_query(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def zeo_uri(address: str | tuple[str, int], **certificates: str) -> str:
    """The URI of a server's address."""
    query = urlencode({name: value for name, value in certificates.items() if value})
    host, port = ("", 0) if isinstance(address, str) else address
    place = (
        address if isinstance(address, str) else f"{f'[{host}]' if ':' in host else host}:{port}"
    )
    return f"zeo://{place}{'?' + query if query else ''}"
