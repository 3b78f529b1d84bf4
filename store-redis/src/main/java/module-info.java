/** The Redis store. */
module dev.coatcheck.redis {
    requires transitive dev.coatcheck;
    requires redis.clients.jedis;
    requires org.slf4j;

    exports dev.coatcheck.redis;

    provides dev.coatcheck.DataStoreProvider with
            dev.coatcheck.redis.RedisDataStoreProvider;
}
