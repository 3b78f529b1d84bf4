package dev.coatcheck.integration;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the tests' servers come from: what {@code COATCHECK_TEST_REDIS} says or, without it, a Docker engine where one
 * answers and a plain process where none does.
 *
 * @param givenUrl the server that tests share where its user runs one already; a test that stops its server never
 *     stops that one
 */
record ServerSource(boolean docker, Optional<String> givenUrl) {
    private static final String VARIABLE = "COATCHECK_TEST_REDIS";

    static ServerSource fromEnvironment() {
        return of(System.getenv(VARIABLE), RedisContainer::engineAnswers);
    }

    static ServerSource of(@Nullable String wanted, BooleanSupplier dockerAnswers) {
        if (wanted == null || wanted.isBlank()) {
            return new ServerSource(dockerAnswers.getAsBoolean(), Optional.empty());
        }
        if (wanted.equals("process")) {
            return new ServerSource(false, Optional.empty());
        }
        if (wanted.equals("docker")) {
            if (!dockerAnswers.getAsBoolean()) {
                throw new IllegalStateException(
                        VARIABLE + "=docker, but no Docker engine answers; start one, or set " + VARIABLE + "=process");
            }
            return new ServerSource(true, Optional.empty());
        }
        if (wanted.startsWith("redis://")) {
            return new ServerSource(dockerAnswers.getAsBoolean(), Optional.of(wanted));
        }
        throw new IllegalArgumentException(
                VARIABLE + " is \"" + wanted + "\"; it must be docker, process or the URL of a server, redis://...");
    }

    String sharedUrl() {
        if (givenUrl.isPresent()) {
            ServerVersion.announce(givenUrl.get(), VARIABLE);
            return givenUrl.get();
        }
        RedisServer server = create(List.of());
        server.restart();
        return server.url();
    }

    RedisServer create(List<String> settings) {
        int port = Ports.free();
        return docker ? RedisContainer.published(port, settings) : RedisProcess.server(port, settings);
    }

    /** A server that others reach at 127.0.0.1 and its port, whose number plus 10,000 is free as well. */
    RedisServer createNode(List<String> settings) {
        int port = Ports.freeForCluster();
        return docker ? RedisContainer.onLoopback(port, settings) : RedisProcess.server(port, settings);
    }

    RedisServer createSentinel(String settings) {
        int port = Ports.free();
        String file = "port " + port + "\nbind 127.0.0.1\n" + settings;
        return docker ? RedisContainer.sentinel(port, file) : RedisProcess.sentinel(port, file);
    }
}
