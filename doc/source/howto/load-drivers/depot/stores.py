"""The stores of this project: their interface, in its versions, and how to load one."""

import abc

from wharfinger_runtime import DeprecatedName, DriverGroup, InterfaceVersion


class StoreV1(abc.ABC):
    @abc.abstractmethod
    def fetch(self, key):
        """Return a value. Raise KeyError if there is none."""


class StoreV2(abc.ABC):
    @abc.abstractmethod
    def get(self, key, default=None):
        """Return a value, or the default if there is none."""


class V1ToV2(StoreV2):
    """Lets a store of version 1 serve version 2."""

    def __init__(self, driver):
        self._driver = driver

    def get(self, key, default=None):
        try:
            return self._driver.fetch(key)
        except KeyError:
            return default


STORES = DriverGroup(
    "depot.stores",
    versions=(
        InterfaceVersion("2", StoreV2),
        InterfaceVersion(
            "1",
            StoreV1,
            adapter=V1ToV2,
            state="deprecated",
            since="2.0.0",
            removal="3.0.0",
            replacement="StoreV2",
        ),
    ),
    deprecated_names=(DeprecatedName("ram", use="memory", since="2.0.0", removal="3.0.0"),),
)
