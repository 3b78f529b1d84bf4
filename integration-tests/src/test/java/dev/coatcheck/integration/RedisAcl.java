package dev.coatcheck.integration;

/** A server on which only the user that docs/security.md has may do something. */
final class RedisAcl {
    private static final String PASSWORD = "s3cr3t-pa55word";
    private static final Once<String> SHARED_URL = new Once<>(RedisAcl::start);

    private RedisAcl() {}

    /** The one that the tests of this run share, with user and password: it starts at first use and ends with the run. */
    static String sharedUrl() {
        return SHARED_URL.get();
    }

    private static String start() {
        RedisServer server = RedisServer.startNode();
        RedisCluster.ask(server, redis -> redis.aclSetUser("coatcheck", SecurityPage.serverRules(PASSWORD)));
        RedisCluster.ask(server, redis -> redis.aclSetUser("default", "off"));
        return "redis://coatcheck:" + PASSWORD + "@127.0.0.1:" + server.port();
    }
}
