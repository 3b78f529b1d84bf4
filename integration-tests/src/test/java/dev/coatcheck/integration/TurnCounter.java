package dev.coatcheck.integration;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between one client's connection and a server, and counts round trips: how often the client spoke after the
 * server had spoken last.
 */
final class TurnCounter implements AutoCloseable {
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean serverSpokeLast = new AtomicBoolean(true);
    private final Relay relay;

    private TurnCounter(String url) throws IOException {
        relay = Relay.watching(url, this::request, this::answer);
    }

    static TurnCounter before(String url) throws IOException {
        return new TurnCounter(url);
    }

    String url() {
        return relay.url();
    }

    int turns() {
        return turns.get();
    }

    private Optional<byte[]> request(byte[] piece) {
        if (serverSpokeLast.compareAndSet(true, false)) {
            turns.incrementAndGet();
        }
        return Optional.of(piece);
    }

    private Optional<byte[]> answer(byte[] piece) {
        serverSpokeLast.set(true);
        return Optional.of(piece);
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }
}
