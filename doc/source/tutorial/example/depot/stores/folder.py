"""Parcels as files."""

import pathlib

from depot.store import Store


class FolderStore(Store):
    """One file for each parcel."""

    DURABLE = True

    def __init__(self, folder: str, read_only: bool = False) -> None:
        self.folder = pathlib.Path(folder)
        self.read_only = read_only

    def put(self, key: str, parcel: bytes) -> None:
        (self.folder / key).write_bytes(parcel)

    def get(self, key: str) -> bytes:
        return (self.folder / key).read_bytes()

    def delete(self, key: str) -> None:
        if self.read_only:
            raise NotImplementedError("the folder is read-only")
        (self.folder / key).unlink()

    def size(self, key: str) -> int:
        return (self.folder / key).stat().st_size
