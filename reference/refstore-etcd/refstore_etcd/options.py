# SPDX-License-Identifier: Apache-2.0
"""The options of the section ``[etcd]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oslo_config import cfg
from refstore.errors import ConfigurationError

OPTIONS = (
    cfg.ListOpt(
        "endpoints",
        default=["127.0.0.1:2379"],
        help="Host and port of each member of the cluster. Name all of them: when one fails, "
        "the driver goes on with the next.",
    ),
    cfg.StrOpt("prefix", default="/refstore", help="What all keys begin with."),
    cfg.FloatOpt(
        "timeout",
        default=6.0,
        min=0.1,
        help="Seconds that an operation may take. One member gets an equal share of them to "
        "answer; after that the next is asked. A share should be longer than the cluster's "
        "election timeout.",
    ),
    cfg.StrOpt("user", help="The user to log in as, if the cluster asks for one."),
    cfg.StrOpt("password", secret=True, help="The password of the user."),
    cfg.StrOpt(
        "ca_file",
        help="Use TLS, and trust members whose certificate this authority has signed.",
    ),
    cfg.StrOpt("cert_file", help="The certificate to show to the members."),
    cfg.StrOpt("key_file", help="The key of the certificate."),
)


def list_options() -> list[tuple[str, list[cfg.Opt]]]:
    """Return the options for oslo.config's sample file and reference."""
    return [("etcd", list(OPTIONS))]


def demand_usable(options: Any) -> None:
    """Raise ConfigurationError where options do not go together or name files that are not."""
    if not options.endpoints:
        raise ConfigurationError("[etcd] endpoints: is empty; name the cluster's members")
    if options.cert_file and not options.ca_file:
        raise ConfigurationError("[etcd] cert_file: is shown with TLS alone; set ca_file too")
    for name in ("ca_file", "cert_file", "key_file"):
        path = getattr(options, name)
        if path and not Path(path).is_file():
            raise ConfigurationError(f"[etcd] {name}: there is no file {path!r}")
