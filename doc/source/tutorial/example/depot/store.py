"""The interface that all stores implement."""

import abc


class Store(abc.ABC):
    """A place for parcels."""

    DURABLE = False

    @abc.abstractmethod
    def put(self, key: str, parcel: bytes) -> None:
        """Keep a parcel."""

    @abc.abstractmethod
    def get(self, key: str) -> bytes:
        """Return a parcel."""

    def delete(self, key: str) -> None:
        """Forget a parcel."""
        raise NotImplementedError

    def lock(self, key: str) -> object:
        """Return a lock that others respect."""
        raise NotImplementedError

    def size(self, key: str) -> int:
        """Return the number of bytes of a parcel."""
        return len(self.get(key))
