package dev.coatcheck.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server behind a link of 1 Gbit/s: this process and the server are in network namespaces of their own, which are
 * joined by a cable with a token bucket at either end. The namespaces have no names, so they and what is in them are gone
 * with the processes, however those end.
 */
final class Link implements Closeable {
    /** Starts a process that reaches nothing but itself. */
    static final List<String> ALONE = List.of("unshare", "--net");

    static final String DESCRIPTION = "two network namespaces with tbf (1 Gbit/s, burst of 16 KB) at both ends";

    private static final String NEAR = "10.213.77.1";
    private static final String FAR = "10.213.77.2";
    private static final int PORT = 6379;
    private static final int WAIT_MILLIS = 5_000;

    /** Waits for a line before it starts the server, and ends it when there are no more: when this process ends. */
    private static final String SERVER =
            "trap '' INT; echo there; read ready || exit; \"$@\" >&2 & read end; kill $!; wait";

    /** Few bytes pass at once: a compressed value must not slip through before the bucket is empty. */
    private static final String BUCKET = "root tbf rate 1gbit burst 16kb latency 50ms";

    private final Process server;

    private Link(Process server) {
        this.server = server;
    }

    /** Why it cannot be had on this machine; empty where it can. */
    static Optional<String> missing() {
        for (List<String> needed : List.of(
                List.of("unshare", "--net", "true"),
                List.of("nsenter", "--version"),
                List.of("ip", "-Version"),
                List.of("tc", "-Version"))) {
            try {
                run(needed);
            } catch (IOException e) {
                return Optional.of("A link of 1 Gbit/s takes Linux, root, and the programs unshare, nsenter, ip and tc"
                        + " (packages util-linux and iproute2): " + e.getMessage()
                        + ". With --redis-url a server behind a real link will do.");
            }
        }
        return Optional.empty();
    }

    /** To be called in a process that was started {@link #ALONE}. */
    static Link open() throws IOException {
        List<String> command = new ArrayList<>(ALONE);
        command.addAll(List.of("sh", "-c", SERVER, "server"));
        command.add(ExecutableProvider.newJarResourceProvider(ExecutableProvider.newProvidedVersionsMap())
                .get()
                .getPath());
        command.addAll(List.of("--bind", FAR, "--port", Integer.toString(PORT), "--save", "", "--appendonly", "no"));
        command.addAll(List.of("--protected-mode", "no"));
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Link link = new Link(server);
        try {
            link.connect();
            return link;
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private void connect() throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        if (!Objects.equals(said.readLine(), "there")) {
            throw new IOException("the server's side of the link was not made");
        }
        String there = "nsenter --net=/proc/" + server.pid() + "/ns/net ";
        run("ip link set lo up");
        run("ip link add near type veth peer name far netns " + server.pid());
        run("ip address add " + NEAR + "/30 dev near");
        run("ip link set near up");
        run("tc qdisc add dev near " + BUCKET);
        run(there + "ip address add " + FAR + "/30 dev far");
        run(there + "ip link set far up");
        run(there + "tc qdisc add dev far " + BUCKET);
        server.getOutputStream().write('\n');
        server.getOutputStream().flush();
        awaitServer();
    }

    private static void run(String command) throws IOException {
        run(List.of(command.split(" ")));
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("'" + String.join(" ", command) + "' failed: " + said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        }
    }

    private static void awaitServer() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(FAR, PORT), WAIT_MILLIS);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    String url() {
        return "redis://" + FAR + ":" + PORT;
    }

    @Override
    public void close() throws IOException {
        server.getOutputStream().close();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the server behind the link ended", e);
        }
    }
}
