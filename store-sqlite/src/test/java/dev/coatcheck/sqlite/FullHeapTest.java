package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a heap that was full for some seconds leaves open: nothing. */
class FullHeapTest {
    private static final int LIMIT_SECONDS = 120;

    @TempDir
    private Path directory;

    @Test
    @Timeout(LIMIT_SECONDS + 10)
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end that comes too late
    void aHeapThatWasFullKeepsNobodyFromTheFile() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        FullHeap.class.getName(),
                        directory.resolve("coatcheck.db").toString())
                // the library's log lines
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.onExit()
                .completeOnTimeout(process, LIMIT_SECONDS, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly);
        try (BufferedReader output = process.errorReader()) {
            List<String> lines = output.lines().toList();
            assertThat(lines).containsExactly(FullHeap.DONE);
        } finally {
            process.destroyForcibly();
        }
    }
}
