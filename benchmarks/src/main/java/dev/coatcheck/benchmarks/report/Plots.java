package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws a run's results; what the run did not measure is left out. */
final class Plots {
    private static final int MANY_SESSIONS = 100_000;
    private static final int MANY_PRODUCTS = 2_999;

    private final Results results;
    private final List<Plot> written = new ArrayList<>();

    Plots(Results results) {
        this.results = results;
    }

    /** A file and what it shows. */
    record Plot(String title, String file) {}

    List<Plot> writeTo(Path folder) throws IOException {
        bars(
                folder,
                "latency-memory.svg",
                "Memory: time per call, 100,000 sessions",
                result -> result.table() == Table.Kind.MEMORY && result.column() == MANY_SESSIONS);
        bars(
                folder,
                "latency-redis.svg",
                "Redis: time per call (median), large values of 2,999 products",
                result -> switch (result.table()) {
                    case REDIS_REQUEST, REDIS_SIZE -> result.column() == MANY_PRODUCTS;
                    case REDIS_BYTES -> result.column() == 36;
                    case REDIS_BATCH, REDIS_UNASKED -> true;
                    default -> false;
                });
        lines(
                folder,
                "sessions-read.svg",
                "Memory: reads, by the number of sessions",
                result -> result.table() == Table.Kind.MEMORY && !isWrite(result));
        lines(
                folder,
                "sessions-write.svg",
                "Memory: writes, by the number of sessions",
                result -> result.table() == Table.Kind.MEMORY && isWrite(result));
        lines(
                folder,
                "size-memory.svg",
                "Memory: cost by the size of the value",
                result -> result.table() == Table.Kind.MEMORY_SIZE);
        lines(
                folder,
                "size-redis.svg",
                "Redis: cost by the size of the value (median)",
                result -> result.table() == Table.Kind.REDIS_SIZE);
        bars(folder, "heap.svg", Table.Kind.HEAP.title(), result -> result.table() == Table.Kind.HEAP);
        return List.copyOf(written);
    }

    private static boolean isWrite(Result result) {
        return result.name().contains(".put");
    }

    private void bars(Path folder, String file, String title, Predicate<Result> which) throws IOException {
        List<Result> rows = results.all().stream()
                .filter(which)
                .sorted(Comparator.comparingDouble(row -> row.measure().middle()))
                .toList();
        DefaultCategoryDataset values = new DefaultCategoryDataset();
        rows.forEach(row -> values.addValue(row.measure().middle(), "", row.label()));
        if (!rows.isEmpty()) {
            double least = rows.get(0).measure().middle();
            double most = rows.get(rows.size() - 1).measure().middle();
            boolean isHeap = rows.get(0).table() == Table.Kind.HEAP;
            DoubleFunction<String> figure = isHeap ? Texts::number : Texts::time;
            ValueAxis axis = isHeap ? Charts.linear(figure, most) : Charts.logarithmic(figure, least, most);
            write(folder, file, title, Charts.bars(title, axis, values, Plots::isOurs, figure), 100 + 30 * rows.size());
        }
    }

    private static boolean isOurs(String label) {
        return label.startsWith(Coatcheck.WHO);
    }

    private void lines(Path folder, String file, String title, Predicate<Result> which) throws IOException {
        XYSeriesCollection lines = new XYSeriesCollection();
        List<Result> rows = results.all().stream().filter(which).toList();
        rows.stream()
                .collect(Collectors.groupingBy(Result::label, LinkedHashMap::new, Collectors.toList()))
                .forEach((label, points) -> lines.addSeries(series(label, points)));
        if (rows.stream().map(Result::column).distinct().count() > 1) {
            String axis = rows.get(0).table().unit();
            write(
                    folder,
                    file,
                    title,
                    Charts.lines(title, axis, lines, Plots::isOurs, Texts::time),
                    480 + 12 * lines.getSeriesCount());
        }
    }

    private static XYSeries series(String label, List<Result> points) {
        XYSeries series = new XYSeries(label);
        points.forEach(point -> series.add(point.column(), point.measure().middle()));
        return series;
    }

    private void write(Path folder, String file, String title, JFreeChart chart, int height) throws IOException {
        Charts.writeSvg(chart, height, folder.resolve(file));
        written.add(new Plot(title, file));
    }
}
