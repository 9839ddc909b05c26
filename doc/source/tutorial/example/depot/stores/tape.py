"""Parcels on magnetic tape."""

import tapelib  # the vendor's library, which is not installed here

from depot.store import Store


class TapeStore(Store):
    """One tape for each parcel.

    .. deprecated:: 2.0.0
       Use ``folder``; tapes are no longer made.
    """

    DURABLE = True

    def put(self, key: str, parcel: bytes) -> None:
        tapelib.write(key, parcel)

    def get(self, key: str) -> bytes:
        return tapelib.read(key)

    def delete(self, key: str) -> None:
        raise NotImplementedError("tapes are written once")
