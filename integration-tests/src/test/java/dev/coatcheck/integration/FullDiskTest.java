package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a store in a file when the system lets no more be written: by a process of its own, as a user's is. */
class FullDiskTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path directory;

    /** As a quota does. It needs no rights, and holds for this one process: the next one has room. */
    @Test
    void nothingIsLostWhereTheSystemLetsNoFileGrow() throws Exception {
        Path file = directory.resolve("coatcheck.db");
        // of 512 bytes each: 8 MiB
        List<String> limited = List.of("sh", "-c", "ulimit -f 16384 && exec \"$@\"", "sh");
        List<String> said = said(limited, file.toString());
        String written = said.get(said.size() - 1);
        assertThat(said)
                .containsExactly(
                        "refused as full, by the file's name and what to do",
                        "what was acknowledged is there",
                        "what was refused is not",
                        written);
        assertThat(said(List.of(), file.toString(), written))
                .containsExactly(
                        "what was acknowledged is there",
                        "what was refused is not",
                        "there is room again",
                        "and what ends is ended",
                        written);
    }

    /** Mounts one of 8 MiB, for this one process to see. */
    @Tag("tmpfs")
    @Test
    void aStoreGoesOnOnceAFullDiskHasRoomAgain() throws Exception {
        String disk = Files.createDirectory(directory.resolve("disk")).toString();
        boolean isRoot = System.getProperty("user.name").equals("root");
        List<String> mounted = List.of(
                "unshare",
                isRoot ? "--mount" : "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "cd '" + disk + "' && mount -t tmpfs -o size=8m tmpfs \"$PWD\" && head -c 2000000 /dev/zero > '" + disk
                        + "/ballast'" + " && exec \"$@\"",
                "sh");
        List<String> said = said(mounted, disk + "/coatcheck.db");
        assertThat(said.subList(0, said.size() - 1))
                .containsExactly(
                        "refused as full, by the file's name and what to do",
                        "what was acknowledged is there",
                        "what was refused is not",
                        "there is room again",
                        "and what ends is ended");
    }

    private List<String> said(List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                JAVA,
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-test.xml",
                "-Dorg.sqlite.tmpdir=" + Files.createDirectories(directory.resolve("native")),
                "-cp",
                System.getProperty("java.class.path"),
                FullDisk.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.inputReader().lines().toList();
    }
}
