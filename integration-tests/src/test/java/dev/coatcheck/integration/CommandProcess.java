package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.command.Coatcheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code coatcheck} in a process of its own. Whoever starts it closes it. */
final class CommandProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Process process;
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private CommandProcess(Process process) {
        this.process = process;
        this.out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        this.err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    }

    /** What it said, and how it ended. */
    record End(int exitCode, String out, String err) {
        /** What stands on standard output, which must be one document and nothing else. */
        JsonNode json() {
            return JSON.readTree(out);
        }

        End requireExitCode(int expected) {
            assertThat(exitCode).as(toString()).isEqualTo(expected);
            return this;
        }
    }

    /** Runs it to its end. */
    static End run(String... arguments) {
        try (CommandProcess process = start(arguments)) {
            return process.end();
        }
    }

    static CommandProcess start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /** With variables in its environment. */
    static CommandProcess start(Map<String, String> environment, String... arguments) {
        List<String> command = commandLine(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        // it is configured by its arguments alone, but for what a busy machine takes
        builder.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_"));
        builder.environment().put("COATCHECK_REDIS_TIMEOUT", "20s");
        builder.environment().putAll(environment);
        try {
            return new CommandProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> commandLine(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // as the jar's manifest has it: newer JDKs warn of native libraries otherwise
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Coatcheck.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; {@code Process.destroy} would close our end of its output too. */
    void tellToStop() {
        process.toHandle().destroy();
    }

    /** SIGKILL: it has no time for anything. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    End end() {
        return new End(process.onExit().join().exitValue(), out.join(), err.join());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
