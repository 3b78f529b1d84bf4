package dev.coatcheck.example.spring;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The example in a process of its own, on a free port of loopback. Whoever starts it closes it. */
final class CartProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("The cart is ready: (http://\\S+) .*");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private CartProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(() -> process.inputReader().lines().forEach(lines::add), "cart-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one that has no answer yet, with properties as on its command line. */
    static CartProcess launch(String... properties) throws IOException {
        return launch(List.of(), properties);
    }

    /** With classes that stand before those of the build, as a deploy would have changed them. */
    static CartProcess launch(List<Path> changedClasses, String... properties) throws IOException {
        String classPath = Stream.concat(
                        changedClasses.stream().map(Path::toString),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)))
                .filter(entry -> !entry.contains("test-classes"))
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // it lives for seconds
                "-XX:TieredStopAtLevel=1",
                // as the jar's manifest has it
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                CartApplication.class.getName(),
                "--server.port=0"));
        command.addAll(List.of(properties));
        ProcessBuilder cart = new ProcessBuilder(command).redirectErrorStream(true);
        // it is configured by its properties alone
        cart.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_") || name.startsWith("SPRING_"));
        return new CartProcess(cart.start());
    }

    /** Waits until it is ready. */
    URI url() {
        return URI.create(awaitLine(READY).group(1));
    }

    MatchResult awaitLine(Pattern line) {
        await(line + " from the process")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> firstMatch(line).isPresent() || !process.isAlive());
        return firstMatch(line).orElseThrow(() -> new AssertionError("it ended and said:\n" + output()));
    }

    private Optional<MatchResult> firstMatch(Pattern line) {
        return lines.stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .findFirst();
    }

    List<String> output() {
        return List.copyOf(lines);
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
