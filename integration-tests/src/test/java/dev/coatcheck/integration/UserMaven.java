package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Maven on a machine whose local repository knows nothing of Coatcheck but what is installed there. Closed by its user. */
final class UserMaven implements AutoCloseable {
    private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git");
    private static final int MINUTES = 15;

    private final Path folder;
    private final Path repository;

    private UserMaven(Path folder) {
        this.folder = folder;
        repository = folder.resolve("repository");
    }

    /** Its repository begins with links to what this build has: only what that lacks is fetched. */
    static UserMaven in(Path folder) throws IOException {
        UserMaven maven = new UserMaven(folder);
        Path known = Path.of(System.getProperty("test.maven.repository"));
        link(known, maven.repository, "dev");
        link(known.resolve("dev"), maven.repository.resolve("dev"), "coatcheck");
        return maven;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals(except)) {
                    Files.createSymbolicLink(to.resolve(name), entry);
                }
            }
        }
    }

    /** Installs the modules of these sources that a user's project takes, with what they need. */
    void installCoatcheck(String modules) throws IOException, InterruptedException {
        Path copy = folder.resolve("coatcheck");
        copySources(copy);
        run(
                copy,
                "install",
                "-pl=" + modules,
                "-am",
                "-Dmaven.test.skip",
                "-Dspotless.check.skip",
                "-Dmaven.source.skip",
                "-Dmaven.javadoc.skip",
                "-Dcyclonedx.skip");
    }

    /** What was built there may be of another time. */
    private static void copySources(Path copy) throws IOException {
        Files.walkFileTree(SOURCES, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                if (NOT_SOURCES.contains(from.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(copy.resolve(SOURCES.relativize(from)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                if (!from.getFileName().toString().equals(".git")) {
                    Files.copy(from, copy.resolve(SOURCES.relativize(from)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Takes the links away: whoever deletes the folder must not follow them. */
    @Override
    public void close() throws IOException {
        for (Path linked : List.of(repository, repository.resolve("dev"))) {
            try (Stream<Path> entries = Files.list(linked)) {
                for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
                    Files.delete(link);
                }
            }
        }
    }

    /** Runs it in a project; its output is for when it fails. */
    void run(Path project, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("test.maven.home"), "bin", "mvn").toString(),
                "-B",
                "-q",
                "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "maven", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = builder.start();
        try {
            assertThat(maven.waitFor(MINUTES, TimeUnit.MINUTES))
                    .as("Maven's end")
                    .isTrue();
        } finally {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
        }
        assertThat(maven.exitValue()).as(Files.readString(output)).isZero();
    }
}
