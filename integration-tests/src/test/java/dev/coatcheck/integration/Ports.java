package dev.coatcheck.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on loopback for servers that must come back on the port they had. */
final class Ports {
    private Ports() {}

    /**
     * A port that nobody listens on, from below the range that systems take a client's own port from: there, a client
     * that calls a stopped server may happen to be given that very port, connect to itself and so keep it.
     */
    static int free() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port from 20000 to 29999");
    }

    /** A port whose number plus 10,000 is free as well and below that range: there, a cluster's servers speak. */
    static int freeForCluster() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 22_768);
            if (isFree(port) && isFree(port + 10_000)) {
                return port;
            }
        }
        throw new AssertionError("no free pair of ports from 20000 and 30000");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
