package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An application of Spring Boot in a process of its own, on a free port of loopback. Whoever starts it closes it. */
final class BootProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile(".*Tomcat started on port (\\d+) .*");
    private static final Pattern PASSWORD = Pattern.compile("Using generated security password: (\\S+)");
    private static final Pattern STARTED = Pattern.compile(".* Started \\w+ in .*");
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private BootProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(() -> process.inputReader().lines().forEach(lines::add), "boot-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** With properties as on its command line; returns when it answers. */
    static BootProcess start(Path jar, String... properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString(),
                "--server.port=0",
                "--server.address=127.0.0.1"));
        command.addAll(List.of(properties));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(jar.resolveSibling(".").toFile())
                .redirectErrorStream(true);
        // it is configured by its properties alone
        builder.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_"));
        BootProcess boot = new BootProcess(builder.start());
        try {
            boot.find(STARTED);
            return boot;
        } catch (RuntimeException | Error e) {
            boot.close();
            throw e;
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + find(PORT));
    }

    /** Boot makes one where the application says nothing of its users: theirs is called "user". */
    String generatedPassword() {
        return find(PASSWORD);
    }

    /** What it warned of. */
    List<String> warnings() {
        return lines.stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
    }

    private String find(Pattern line) {
        await(line + " from the application")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> firstMatch(line).isPresent() || !process.isAlive());
        return firstMatch(line)
                .orElseThrow(() -> new AssertionError("it ended and said:\n" + String.join("\n", lines)));
    }

    private Optional<String> firstMatch(Pattern line) {
        return lines.stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .findFirst();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
