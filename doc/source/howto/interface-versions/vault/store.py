"""The interface that all stores implement, in its versions."""

import abc


class StoreBase(abc.ABC):
    """What all versions have in common."""

    @abc.abstractmethod
    def put(self, key: str, parcel: bytes) -> None:
        """Keep a parcel."""

    @abc.abstractmethod
    def get(self, key: str) -> bytes:
        """Return a parcel."""


class StoreV1(StoreBase):
    """Version 1."""

    @abc.abstractmethod
    def remove(self, key: str) -> None:
        """Forget a parcel."""


class StoreV2(StoreBase):
    """Version 2."""

    @abc.abstractmethod
    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys of all parcels that begin so."""

    @abc.abstractmethod
    def delete(self, key: str, *, missing_ok: bool = False) -> None:
        """Forget a parcel."""
