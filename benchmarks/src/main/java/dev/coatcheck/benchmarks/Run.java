package dev.coatcheck.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The kinds of runs; each leaves its newest results in a folder of its own, and the report reads them all. */
public enum Run {
    /** One call at a time, by JMH. */
    CALLS,
    /** The same over a link of 1 Gbit/s. */
    LINK,
    /** Many threads. */
    LOAD,
    /** Many virtual threads. */
    LOAD_VIRTUAL,
    /** Parallel writes to one session. */
    WRITES;

    /** Where all of it is. */
    public static final Path ALL = Path.of("benchmarks", "target", "results");

    private Path folder() {
        return ALL.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The file of this name in the run's folder, which is made where it is not there. */
    public Path file(String name) throws IOException {
        return Files.createDirectories(folder()).resolve(name);
    }

    public Path results() {
        return folder().resolve("results.json");
    }

    public Path machine() {
        return folder().resolve("machine.json");
    }

    /** Says what the results were measured on and with. */
    public void writeMachine(Map<String, String> facts) {
        new JsonMapper().writeValue(machine(), facts);
    }
}
