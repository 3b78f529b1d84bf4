package dev.coatcheck.command;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command, run as a process, said, and how it ended. */
record CommandRun(int exitCode, String out, String err) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Runs it to its end. */
    static CommandRun of(String... arguments) {
        return of(Map.of(), arguments);
    }

    /** Runs it to its end, with variables in its environment. */
    static CommandRun of(Map<String, String> environment, String... arguments) {
        return endOf(start(environment, arguments));
    }

    static Process start(Map<String, String> environment, String... arguments) {
        return start(environment, commandLine(arguments));
    }

    /** Runs it to its end, with its result written into a file; how it ended. */
    static int into(File file, String... arguments) throws IOException {
        return builder(Map.of(), commandLine(arguments))
                .redirectOutput(file)
                .redirectError(Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .exitValue();
    }

    private static List<String> commandLine(String... arguments) {
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

    /** Where nothing else configures Coatcheck. */
    private static ProcessBuilder builder(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_"));
        builder.environment().putAll(environment);
        return builder;
    }

    static Process start(Map<String, String> environment, List<String> command) {
        try {
            return builder(environment, command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CommandRun endOf(Process process) {
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String out = text(process.getInputStream());
        return new CommandRun(process.onExit().join().exitValue(), out, err.join());
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands on standard output, which must be one document and nothing else. */
    JsonNode json() {
        return JSON.readTree(out);
    }
}
