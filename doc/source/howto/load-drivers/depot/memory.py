"""A store in memory."""

from depot.stores import StoreV2


class Memory(StoreV2):
    DRIVER_STATE = "supported"

    def __init__(self, **things):
        self._things = things

    def get(self, key, default=None):
        return self._things.get(key, default)
