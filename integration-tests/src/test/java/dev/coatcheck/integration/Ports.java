package dev.coatcheck.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback for servers that must come back on the port they had. A port that was given out is given to nobody
 * else, in this process or another that runs these tests on the same machine, until the process ends: its number is
 * locked in a file that all of them know.
 */
final class Ports {
    private static final Once<FileChannel> GIVEN = new Once<>(() -> FileChannel.open(
            Path.of(System.getProperty("java.io.tmpdir"), "coatcheck-test-ports-" + System.getProperty("user.name")),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE));

    private Ports() {}

    /**
     * A port that nobody listens on, from below the range that systems take a client's own port from: there, a client
     * that calls a stopped server may happen to be given that very port, connect to itself and so keep it.
     */
    static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            if (take(port) && isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port from 20000 to 29999");
    }

    /** A port whose number plus 10,000 is free as well and below that range: there, a cluster's servers speak. */
    static int freeForCluster() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 22_768);
            if (take(port) && isFree(port) && isFree(port + 10_000)) {
                return port;
            }
        }
        throw new AssertionError("no free pair of ports from 20000 and 30000");
    }

    /** Whether it was not given out before; the lock goes with the process. */
    private static synchronized boolean take(int port) {
        try {
            return GIVEN.get().tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException mine) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
