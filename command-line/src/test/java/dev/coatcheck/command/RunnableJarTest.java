package dev.coatcheck.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar that has everything in it, and the script that runs it: once they are packaged. */
@Timeout(180)
class RunnableJarTest {
    private static final Key<String> NOTE = Key.of("note", String.class);
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path folder;

    private static CommandRun jar(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(JAVA_HOME, "bin", "java").toString(),
                "-jar",
                Path.of("target", "coatcheck.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return CommandRun.endOf(CommandRun.start(Map.of(), command));
    }

    @Test
    void itKnowsItsVersion() {
        assertThat(jar("--version").out()).matches("coatcheck \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void itHasItsDriversAndTheirLibrariesInIt() {
        String from = "sqlite:" + folder.resolve("from.db");
        String to = "sqlite:" + folder.resolve("to.db");
        String ticket;
        try (SessionManager sessions = open("from.db")) {
            Session session = sessions.create();
            session.put(NOTE, "note ".repeat(10_000));
            ticket = session.ticket();
        }

        CommandRun copied = jar("copy", "--from", from, "--to", to, "--json");
        CommandRun compared = jar("compare", "--from", from, "--to", to);
        CommandRun redis = jar("inspect", "redis://localhost:1");

        assertThat(copied.err()).isEmpty();
        assertThat(copied.json().at("/copied").asInt()).isEqualTo(1);
        assertThat(compared.exitCode()).isZero();
        assertThat(redis.err()).contains("Redis at localhost:1/0 refused the connection");
        try (SessionManager sessions = open("to.db")) {
            assertThat(sessions.find(ticket).orElseThrow().get(NOTE)).contains("note ".repeat(10_000));
        }
    }

    @Test
    void itHasTheLicenceOfEachLibraryThatIsInIt() throws IOException {
        try (JarFile jar = new JarFile("target/coatcheck.jar")) {
            String libraries = text(jar, "META-INF/licenses/LIBRARIES.txt");
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path library = Path.of(entry);
                if (entry.endsWith(".jar")
                        && isIn(jar, library)
                        && !library.toString().contains("coatcheck")) {
                    String name = library.getFileName().toString().replaceAll("-\\d.*", "");
                    assertThat(libraries.lines()).as(name).anyMatch(line -> line.startsWith(name + " "));
                }
            }
            assertThat(libraries.lines().skip(4).map(line -> line.split(" {2,}", -1)[line.startsWith(" ") ? 3 : 2]))
                    .filteredOn(file -> !file.equals("-"))
                    .hasSizeGreaterThan(15)
                    .allSatisfy(file -> assertThat(text(jar, licence(file))).hasSizeGreaterThan(500));
        }
    }

    private static String licence(String file) {
        return file.startsWith("../") ? "META-INF/" + file.substring(3) : "META-INF/licenses/" + file;
    }

    private static String text(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether its first class is. */
    private static boolean isIn(JarFile jar, Path library) throws IOException {
        try (JarFile other = new JarFile(library.toFile())) {
            return other.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .filter(name -> !name.equals("module-info.class"))
                    .findFirst()
                    .filter(name -> jar.getEntry(name) != null)
                    .isPresent();
        }
    }

    private SessionManager open(String file) {
        return SessionManager.open(CoatcheckConfig.of(Map.of(
                "coatcheck.store",
                "sqlite",
                "coatcheck.sqlite.file",
                folder.resolve(file).toString())));
    }

    @Test
    void theScriptRunsIt() {
        Map<String, String> environment = Map.of("JAVA_HOME", JAVA_HOME);
        Path script = Path.of("..", "coatcheck").toAbsolutePath();

        CommandRun run = CommandRun.endOf(CommandRun.start(environment, List.of(script.toString(), "--version")));

        assertThat(run).isEqualTo(jar("--version"));
    }
}
