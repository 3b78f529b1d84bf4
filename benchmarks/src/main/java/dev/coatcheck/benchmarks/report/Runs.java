package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.LoadRow;
import dev.coatcheck.benchmarks.Run;
import dev.coatcheck.benchmarks.WritesRow;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The newest run of each kind; empty where there is none. */
record Runs(Results calls, Results link, List<LoadRow> load, List<LoadRow> virtualLoad, List<WritesRow> writes) {
    private static final JsonMapper JSON = new JsonMapper();

    static Runs newest() {
        return new Runs(
                calls(Run.CALLS),
                calls(Run.LINK),
                rows(Run.LOAD, new TypeReference<>() {}),
                rows(Run.LOAD_VIRTUAL, new TypeReference<>() {}),
                rows(Run.WRITES, new TypeReference<>() {}));
    }

    private static Results calls(Run run) {
        return Files.exists(run.results()) ? Results.read(run.results()) : new Results(List.of());
    }

    private static <T> List<T> rows(Run run, TypeReference<List<T>> type) {
        return Files.exists(run.results()) ? JSON.readValue(run.results().toFile(), type) : List.of();
    }

    /** What a run was measured on and with. */
    static Map<String, String> machine(Run run) {
        return Files.exists(run.machine())
                ? JSON.readValue(run.machine().toFile(), new TypeReference<LinkedHashMap<String, String>>() {})
                : Map.of();
    }
}
