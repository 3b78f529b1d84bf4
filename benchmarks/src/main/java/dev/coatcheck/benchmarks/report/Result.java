package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Estimate;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Table;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One measured row of JMH's results file.
 *
 * @param name class and method
 * @param parameters the benchmark's parameters
 */
record Result(String name, Table.Kind table, Row row, Map<String, String> parameters, Measure measure) {
    static Result of(JsonNode json) {
        String path = json.get("benchmark").asString();
        Class<?> type = load(path.substring(0, path.lastIndexOf('.')));
        String method = path.substring(path.lastIndexOf('.') + 1);
        Map<String, String> parameters = new TreeMap<>();
        json.path("params")
                .properties()
                .forEach(
                        entry -> parameters.put(entry.getKey(), entry.getValue().asString()));
        return new Result(
                type.getSimpleName() + "." + method,
                type.getAnnotation(Table.class).value(),
                row(type, method),
                parameters,
                measure(json));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the results are of other benchmarks than these: run them again", e);
        }
    }

    private static Row row(Class<?> type, String method) {
        return Arrays.stream(type.getMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .map((Method found) -> found.getAnnotation(Row.class))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no benchmark " + type + "." + method));
    }

    private static Measure measure(JsonNode json) {
        JsonNode heap = json.path("secondaryMetrics").path("mebibytes");
        if (!heap.isMissingNode()) {
            return Measure.exact(heap.get("score").asDouble());
        }
        JsonNode metric = json.get("primaryMetric");
        if (metric.has("rawDataHistogram")) {
            return Histogram.measure(metric.get("rawDataHistogram"));
        }
        double mean = metric.get("score").asDouble();
        double error = metric.get("scoreError").asDouble(Double.NaN);
        return Measure.of(new Estimate(mean, Math.max(0, mean - error), mean + error));
    }

    /** What is measured here, without the parameter that the table's columns are of. */
    String label() {
        String variant = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals(table.parameter()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(", "));
        return row.who() + ": " + row.what() + (variant.isEmpty() ? "" : " (" + variant + ")");
    }

    /** That value and what it counts; empty where there is one column. */
    String columnText() {
        return table.parameter().isEmpty() ? "" : ", " + Texts.count(column()) + " " + table.unit();
    }

    /** The value of the parameter that the table's columns are of; 0 where there is one column. */
    int column() {
        return Integer.parseInt(parameters.getOrDefault(table.parameter(), "0"));
    }
}
