"""Adapters between versions of the interface."""

import warnings

from vault import store


class V1ToV2(store.StoreV2):
    """Lets a driver of version 1 serve version 2."""

    def __init__(self, driver: store.StoreV1) -> None:
        self._driver = driver
        message = "Version 1 of the driver interface vault.stores is deprecated. Use 2."
        warnings.warn(message, DeprecationWarning, stacklevel=2)

    def put(self, key: str, parcel: bytes) -> None:
        return self._driver.put(key, parcel)

    def get(self, key: str) -> bytes:
        return self._driver.get(key)

    def delete(self, key: str, *, missing_ok: bool = False) -> None:
        try:
            return self._driver.remove(key)
        except KeyError:
            if not missing_ok:
                raise

    def keys(self, prefix: str = "") -> list[str]:
        raise NotImplementedError("keys: version 1 does not have it")
