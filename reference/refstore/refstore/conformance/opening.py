# SPDX-License-Identifier: Apache-2.0
"""Opening a store for a test, here or in another process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from oslo_config import cfg

from refstore.driver import StoreDriverV9
from refstore.loading import DRIVERS, driver_options


@dataclass(frozen=True, slots=True)
class Opening:
    """How a store is opened: the driver's name, and what differs from its options' defaults."""

    driver: str
    options: Mapping[str, object]

    def open(self) -> StoreDriverV9:
        """Return a new instance of the driver, in its adapter if it needs one."""
        loaded = DRIVERS.load(self.driver, enable_unsupported=True, warn=False)
        conf = cfg.ConfigOpts()
        conf.register_opts(driver_options(loaded.cls), group=self.driver)
        conf([], project="refstore-conformance", default_config_files=[], default_config_dirs=[])
        for name, value in self.options.items():
            conf.set_override(name, value, group=self.driver)
        driver: StoreDriverV9 = loaded(conf[self.driver])
        return driver

    def to_json(self) -> str:
        """Return this as text that another process can read."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Opening:
        """Return what :meth:`to_json` wrote."""
        return cls(**json.loads(text))
