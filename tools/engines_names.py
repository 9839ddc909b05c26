# SPDX-License-Identifier: Apache-2.0
"""The engines that can be asked for, by name."""

from __future__ import annotations

import engines_caches
import engines_dynamodb
import engines_etcd
import engines_java
import engines_postgresql
from engines_plan import Recipe

RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("postgresql", "REFSTORE_POSTGRESQL_URL", engines_postgresql.plan),
        Recipe("redis", "REFSTORE_REDIS_URL", engines_caches.redis),
        Recipe("memcached", "REFSTORE_MEMCACHED", engines_caches.memcached),
        Recipe("etcd", "REFSTORE_ETCD", engines_etcd.plan),
        Recipe("ministack", "REFSTORE_DYNAMODB_MINISTACK", engines_dynamodb.ministack),
        Recipe("dynalite", "REFSTORE_DYNAMODB_DYNALITE", engines_dynamodb.dynalite),
        Recipe("dynamodb-local", "REFSTORE_DYNAMODB_LOCAL", engines_java.dynamodb_local),
        Recipe("mongodb", "REFSTORE_MONGODB_URL", engines_java.mongodb),
    )
}
"""The recipe of each engine, by the engine's name."""
