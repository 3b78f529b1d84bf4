package dev.coatcheck.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A process of {@link KilledWriter}, which is killed while it writes. */
final class WriterProcess {
    private WriterProcess() {}

    /**
     * Runs it until it is killed.
     *
     * @param directory for what it leaves
     * @param begins the first line of which this is true begins the time
     * @param millis how long it lives from then on
     * @param hear is told each line that it has said
     * @param arguments those of {@link KilledWriter}
     */
    static void runUntilKilled(
            Path directory, Predicate<String> begins, long millis, Consumer<String> hear, Object... arguments)
            throws IOException {
        Process process = new ProcessBuilder(command(directory, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader()) {
            boolean hasBegun = false;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (!hasBegun && begins.test(line)) {
                    hasBegun = true;
                    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                            .execute(process.toHandle()::destroyForcibly);
                }
                hear.accept(line);
            }
        } finally {
            process.destroyForcibly().onExit().orTimeout(1, TimeUnit.MINUTES).join();
        }
    }

    private static List<String> command(Path directory, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-test.xml",
                // a process that is killed leaves its copy of the native library
                "-Dorg.sqlite.tmpdir=" + Files.createDirectories(directory.resolve("native")),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName()));
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        return command;
    }
}
