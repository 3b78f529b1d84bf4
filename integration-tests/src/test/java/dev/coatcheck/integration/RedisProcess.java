package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** The redis-server that the embedded-redis artifact brings for this system, as a process of its own. */
final class RedisProcess extends RedisServer {
    private static final Once<File> EXECUTABLE =
            new Once<>(() -> ExecutableProvider.newJarResourceProvider().get());

    private final Path directory;
    private final Path log;
    private final List<String> command;
    private volatile @Nullable Process process;

    private RedisProcess(int port, Path directory, List<String> arguments) {
        super(port);
        this.directory = directory;
        log = directory.resolve("server.log");
        command = new ArrayList<>(List.of(EXECUTABLE.get().getPath()));
        command.addAll(arguments);
        Runtime.getRuntime().addShutdownHook(new Thread(this::dispose));
    }

    static RedisProcess server(int port, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
        arguments.addAll(List.of("--save", "", "--appendonly", "no"));
        arguments.addAll(settings);
        return new RedisProcess(port, newDirectory(), arguments);
    }

    /** It writes into its file, and goes on from there when it is restarted. */
    static RedisProcess sentinel(int port, String file) {
        Path directory = newDirectory();
        try {
            Path path = Files.writeString(directory.resolve("sentinel.conf"), file);
            return new RedisProcess(port, directory, List.of(path.toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("redis-server-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String origin() {
        return "the embedded-redis artifact, as a process";
    }

    @Override
    void launch() {
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    @Override
    void requireAlive() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new AssertionError("redis-server ended by itself: " + output());
        }
    }

    @Override
    void freeze() {
        signal("STOP");
    }

    @Override
    void thaw() {
        signal("CONT");
    }

    /**
     * With the processes that it has forked to write its data: they would outlive it, and go on writing. One that has ended
     * is let be: by its number, another process may be meant by now.
     */
    @Override
    void kill() {
        Process running = process;
        if (running != null && running.isAlive()) {
            List<ProcessHandle> writers = running.descendants().toList();
            running.destroyForcibly().onExit().join();
            writers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    void dispose() {
        kill();
        await("an end of what writes into " + directory)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof UncheckedIOException)
                .until(this::deleteDirectory);
    }

    /** Fails where one of those processes, which is about to end, still makes files or renames them. */
    private boolean deleteDirectory() throws IOException {
        try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        return true;
    }

    private void signal(String name) {
        requireAlive();
        Process running = process;
        if (running == null) {
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(running.pid()))
                    .inheritIO()
                    .start();
            if (kill.onExit().join().exitValue() != 0) {
                throw new AssertionError("cannot send SIG" + name + " to redis-server");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a frozen server needs the system's kill command", e);
        }
    }

    private String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
