package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an interrupted virtual thread does to its connection is not the others' fault. Runs {@link VirtualCrowd} with the
 * newest JDK beside this one, and fails where none has virtual threads: {@code mvn verify}, which needs no more than JDK
 * 17, leaves it out.
 */
@Tag("jdk21")
@Timeout(180)
class CrowdOnVirtualThreadsTest {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private record Jdk(Path home, int version) {
        static Jdk at(Path home) {
            try {
                Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
                return new Jdk(home, version.find() ? Integer.parseInt(version.group(1)) : 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Systems keep them side by side. */
        static Jdk newest() throws IOException {
            Path own = Path.of(System.getProperty("java.home")).toRealPath();
            try (Stream<Path> homes = Files.list(own.getParent())) {
                return Stream.concat(Stream.of(own), homes)
                        .filter(home -> Files.exists(home.resolve("release")) && Files.exists(home.resolve("bin/java")))
                        .map(Jdk::at)
                        .max(Comparator.comparingInt(Jdk::version))
                        .orElseThrow();
            }
        }
    }

    @Test
    void interruptedVirtualThreadsHarmNobodyElse() throws Exception {
        Jdk jdk = Jdk.newest();
        assertThat(jdk.version())
                .as("the newest JDK beside this one is %s, and virtual threads take 21", jdk)
                .isGreaterThanOrEqualTo(21);
        try (RedisServer server = RedisServer.start()) {
            Process crowd = new ProcessBuilder(
                            jdk.home().resolve("bin/java").toString(),
                            "-Xmx256m",
                            "-Dlogback.configurationFile=logback-test.xml",
                            "-cp",
                            System.getProperty("java.class.path"),
                            VirtualCrowd.class.getName(),
                            server.url())
                    .redirectErrorStream(true)
                    .start();
            try {
                String said = new String(crowd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                System.out.print("JDK " + jdk.version() + ": " + said);
                assertThat(crowd.waitFor()).as(said).isZero();
            } finally {
                crowd.destroyForcibly();
            }
        }
    }
}
