package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Table;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.json.JsonMapper;

/** All rows of one run. */
record Results(List<Result> all) {
    static Results read(Path jmhResults) {
        return new Results(StreamSupport.stream(
                        new JsonMapper().readTree(jmhResults.toFile()).spliterator(), false)
                .map(Result::of)
                .toList());
    }

    List<Result> of(Table.Kind table) {
        return all.stream().filter(result -> result.table() == table).toList();
    }

    /** All variants of a benchmark. */
    Stream<Result> named(String name) {
        return all.stream().filter(result -> result.name().equals(name));
    }

    /** The fastest variant of a benchmark. */
    Optional<Result> fastest(String name, int column) {
        return named(name)
                .filter(result -> result.column() == column)
                .min(Comparator.comparingDouble(
                        result -> result.measure().middle().value()));
    }
}
