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
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next number, then
            }
        }
        throw new AssertionError("no free port from 20000 to 29999");
    }
}
