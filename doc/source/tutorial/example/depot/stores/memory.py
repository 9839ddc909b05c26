"""Parcels in memory."""

import threading

from depot.store import Store


class MemoryStore(Store):
    """Forgets everything at the end of the process."""

    def __init__(self) -> None:
        self.parcels: dict[str, bytes] = {}

    def put(self, key: str, parcel: bytes) -> None:
        self.parcels[key] = parcel

    def get(self, key: str) -> bytes:
        return self.parcels[key]

    def delete(self, key: str) -> None:
        del self.parcels[key]

    def lock(self, key: str) -> object:
        return threading.Lock()
