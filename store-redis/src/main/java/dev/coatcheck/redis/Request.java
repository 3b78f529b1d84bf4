package dev.coatcheck.redis;

import redis.clients.jedis.Connection;

/** Commands that are sent together. May be sent by another thread than the one that wants the answers. */
@FunctionalInterface
interface Request {

    /**
     * Sends the commands, and waits for nothing.
     *
     * @return how many answers they have
     */
    int send(Connection connection);
}
