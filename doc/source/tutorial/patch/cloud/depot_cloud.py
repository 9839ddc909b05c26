"""Parcels in somebody else's house."""

import cloudlib
from depot.store import Store


class CloudStore(Store):
    """One object for each parcel."""

    DURABLE = True

    def put(self, key: str, parcel: bytes) -> None:
        cloudlib.upload(key, parcel)

    def get(self, key: str) -> bytes:
        return cloudlib.download(key)
