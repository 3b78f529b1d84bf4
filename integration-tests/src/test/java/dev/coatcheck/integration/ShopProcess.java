package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import dev.coatcheck.example.Shop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The example shop in a process of its own, on a port of its own. Thread-safe; whoever starts it closes it. */
final class ShopProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Shop is ready: (http://\\S+) .*");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::readLines, "shop-output");
    private final URI url;

    private ShopProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
        try {
            url = URI.create(awaitMatch(READY).group(1));
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Starts a shop, with options as on its command line; returns when it answers. */
    static ShopProcess start(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                // the shop's own configuration, not that of these tests
                "-Dlogback.configurationFile=logback.xml",
                Shop.class.getName(),
                "--port=0"));
        command.addAll(List.of(options));
        ProcessBuilder shop = new ProcessBuilder(command).redirectErrorStream(true);
        // it is configured by its options alone
        shop.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_"));
        try {
            return new ShopProcess(shop.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a shop on a Redis, its keys under a prefix of their own. Visitors of a busy machine may have to wait for it,
     * where what is tested is that each gets their own.
     */
    static ShopProcess onRedis(String redisUrl, String prefix, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--store=redis",
                "--redis-url=" + redisUrl,
                "--coatcheck.redis.prefix=" + prefix,
                "--coatcheck.redis.timeout=20s"));
        all.addAll(List.of(options));
        return start(all.toArray(String[]::new));
    }

    URI url() {
        return url;
    }

    /** Waits for a line of its output: it may come later than the answer that it is about. */
    void awaitLine(String text) {
        awaitMatch(Pattern.compile(".*" + Pattern.quote(text)));
    }

    private MatchResult awaitMatch(Pattern line) {
        try {
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(LIMIT)
                    .until(() -> firstMatch(line).isPresent() || !reader.isAlive());
        } catch (ConditionTimeoutException e) {
            // the text below says more
        }
        return firstMatch(line)
                .orElseThrow(() ->
                        new AssertionError("the shop did not say " + line + " but:\n" + String.join("\n", lines)));
    }

    private Optional<MatchResult> firstMatch(Pattern line) {
        return lines.stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .findFirst();
    }

    private void readLines() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("its output could not be read: " + e);
        }
    }

    /** Ends it as a power cut would. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        kill();
    }
}
