"""Parcels as files."""

import pathlib

from vault.store import StoreV2


class FolderStore(StoreV2):
    """One file for each parcel."""

    def __init__(self, folder: str) -> None:
        self.folder = pathlib.Path(folder)

    def put(self, key: str, parcel: bytes) -> None:
        (self.folder / key).write_bytes(parcel)

    def get(self, key: str) -> bytes:
        return (self.folder / key).read_bytes()

    def keys(self, prefix: str = "") -> list[str]:
        return [path.name for path in self.folder.glob(f"{prefix}*")]

    def delete(self, key: str, *, missing_ok: bool = False) -> None:
        (self.folder / key).unlink(missing_ok)
