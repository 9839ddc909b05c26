"""A store of the old interface, and deprecated itself."""

from depot.stores import StoreV1


class Shelf(StoreV1):
    DRIVER_STATE = "deprecated"
    DRIVER_DEPRECATED_SINCE = "1.4.0"
    DRIVER_REMOVAL = "2.0.0"
    DRIVER_REPLACEMENT = "memory"
    DRIVER_REASON = "It takes one writer at a time."

    def fetch(self, key):
        raise KeyError(key)
