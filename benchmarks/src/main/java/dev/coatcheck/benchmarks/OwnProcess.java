package dev.coatcheck.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** This program once more, with flags of its own or in a place of its own. */
public final class OwnProcess {
    private static final String PROPERTY = "benchmarks.own-process";
    private static final String COMMIT = "benchmarks.commit";

    private OwnProcess() {}

    /** Whether this is that process. */
    public static boolean isHere() {
        return Boolean.getBoolean(PROPERTY);
    }

    /**
     * Runs it to its end.
     *
     * @param before the program that starts it, with its arguments; none to start it as this one was
     * @return its exit code
     */
    public static int run(List<String> before, Stream<String> flags, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        flags.forEach(command::add);
        command.addAll(List.of(
                "-D" + PROPERTY + "=true",
                "-D" + COMMIT + "=" + System.getProperty(COMMIT, "unknown"),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the benchmarks' own process", e);
        }
    }

    /** A heap that neither grows nor is touched for the first time while anything is measured. */
    public static Stream<String> heapFlags(int gigabytes) {
        return Stream.of(
                "-Xms" + gigabytes + "g",
                "-Xmx" + gigabytes + "g",
                "-Xmn" + gigabytes * 256 + "m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseG1GC",
                "--enable-native-access=ALL-UNNAMED");
    }
}
