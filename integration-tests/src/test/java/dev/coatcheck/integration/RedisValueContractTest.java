package dev.coatcheck.integration;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.ValueContract;

/** The contract of values on a real server; another instance has connections of its own. */
class RedisValueContractTest extends ValueContract {
    @Override
    protected DataStore openStore() {
        return new RedisDataStore(RedisServer.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
