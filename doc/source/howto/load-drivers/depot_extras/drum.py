"""A store that nobody looks after any more."""

from depot.stores import StoreV2


class Drum(StoreV2):
    DRIVER_STATE = "unsupported"
    DRIVER_REASON = "Nobody tests it."
    DRIVER_REPLACEMENT = "memory"

    def __init__(self):
        self._things = {}

    def get(self, key, default=None):
        return self._things.get(key, default)
