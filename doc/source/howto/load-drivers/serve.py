from depot.stores import STORES

STORES.load("shelf")
STORES.load("ram")
STORES.load("shelf")
