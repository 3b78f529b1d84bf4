package dev.coatcheck.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** The redis-server that the embedded-redis artifact brings for this system, as a process of its own. */
final class RedisProcess extends RedisServer {
    private static final Once<File> EXECUTABLE =
            new Once<>(() -> ExecutableProvider.newJarResourceProvider().get());

    private final List<String> command;
    private final Path log;
    private volatile @Nullable Process process;

    RedisProcess(int port, List<String> settings) {
        super(port);
        command = new ArrayList<>(List.of(EXECUTABLE.get().getPath(), "--port", String.valueOf(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(settings);
        try {
            log = Files.createTempFile("redis-server-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::dispose));
    }

    @Override
    String origin() {
        return "the embedded-redis artifact, as a process";
    }

    @Override
    void launch() {
        try {
            process = new ProcessBuilder(command)
                    .directory(log.toFile().getParentFile())
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

    @Override
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    @Override
    void dispose() {
        kill();
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
