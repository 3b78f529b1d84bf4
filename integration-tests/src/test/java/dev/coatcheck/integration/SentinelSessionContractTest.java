package dev.coatcheck.integration;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.SessionContract;

/** The contract of sessions on a master that sentinels watch; another instance has connections of its own. */
class SentinelSessionContractTest extends SessionContract {
    @Override
    protected DataStore openStore() {
        return new RedisDataStore(RedisSentinels.shared().url());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
