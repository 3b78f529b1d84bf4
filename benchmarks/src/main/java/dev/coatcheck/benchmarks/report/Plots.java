package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Estimate;
import dev.coatcheck.benchmarks.LoadRow;
import dev.coatcheck.benchmarks.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYDataItem;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws a run's results; what the run did not measure is left out. */
final class Plots {
    private static final int MANY_SESSIONS = 100_000;
    private static final int MANY_PRODUCTS = 2_999;

    private final Runs runs;
    private final Path folder;
    private final List<Plot> written = new ArrayList<>();

    /** Of so many runs, into a folder. */
    Plots(Runs runs, Path folder) {
        this.runs = runs;
        this.folder = folder;
    }

    /** A file and what it shows. */
    record Plot(String title, String file) {}

    List<Plot> draw() throws IOException {
        bars(
                "latency-memory.svg",
                "Memory: time per call, 100,000 sessions",
                result -> result.table() == Table.Kind.MEMORY && result.column() == MANY_SESSIONS);
        bars(
                "latency-redis.svg",
                "Redis: time per call (median), large values of 2,999 products",
                result -> switch (result.table()) {
                    case REDIS_REQUEST, REDIS_SIZE -> result.column() == MANY_PRODUCTS;
                    case REDIS_BYTES -> result.column() == 36;
                    case REDIS_BATCH, REDIS_UNASKED -> true;
                    default -> false;
                });
        lines(
                "sessions-read.svg",
                "Memory: reads, by the number of sessions",
                result -> result.table() == Table.Kind.MEMORY && !isWrite(result));
        lines(
                "sessions-write.svg",
                "Memory: writes, by the number of sessions",
                result -> result.table() == Table.Kind.MEMORY && isWrite(result));
        lines(
                "size-memory.svg",
                "Memory: cost by the size of the value",
                result -> result.table() == Table.Kind.MEMORY_SIZE);
        lines(
                "size-redis.svg",
                "Redis: cost by the size of the value (median)",
                result -> result.table() == Table.Kind.REDIS_SIZE);
        load(
                "load-throughput.svg",
                "Redis: requests per second, by the number of threads",
                LoadRow::perSecond,
                Texts::number);
        load("load-p999.svg", "Redis: p99.9, by the number of threads", LoadRow::p999, Texts::time);
        bars("heap.svg", Table.Kind.HEAP.title(), result -> result.table() == Table.Kind.HEAP);
        return List.copyOf(written);
    }

    private static boolean isWrite(Result result) {
        return result.name().contains(".put");
    }

    private void bars(String file, String title, Predicate<Result> which) throws IOException {
        List<Result> rows = runs.calls().all().stream()
                .filter(which)
                .sorted(Comparator.comparingDouble(row -> row.measure().middle().value()))
                .toList();
        DefaultCategoryDataset values = new DefaultCategoryDataset();
        rows.forEach(row -> values.addValue(row.measure().middle().value(), "", row.label()));
        if (!rows.isEmpty()) {
            double least = rows.get(0).measure().middle().value();
            double most = rows.get(rows.size() - 1).measure().middle().value();
            boolean isHeap = rows.get(0).table() == Table.Kind.HEAP;
            DoubleFunction<String> figure = isHeap ? Texts::number : Texts::time;
            ValueAxis axis = isHeap ? Charts.linear(figure, most) : Charts.logarithmic(figure, least, most);
            write(file, title, Charts.bars(title, axis, values, Plots::isOurs, figure), 100 + 30 * rows.size());
        }
    }

    private static boolean isOurs(String label) {
        return label.startsWith(Coatcheck.WHO);
    }

    private void lines(String file, String title, Predicate<Result> which) throws IOException {
        List<Result> rows = runs.calls().all().stream().filter(which).toList();
        if (!rows.isEmpty()) {
            String axis = rows.get(0).table().unit();
            lines(
                    file,
                    title,
                    axis,
                    rows,
                    Result::label,
                    row -> new XYDataItem(row.column(), row.measure().middle().value()),
                    Texts::time);
        }
    }

    /** What is not the same requests on Redis has no line. */
    private void load(String file, String title, Function<LoadRow, Estimate> figure, DoubleFunction<String> text)
            throws IOException {
        lines(
                file,
                title,
                "threads",
                runs.load().stream()
                        .filter(row ->
                                !row.who().contains("in memory") && !row.who().contains("small reads"))
                        .toList(),
                LoadRow::who,
                row -> new XYDataItem(row.threads(), figure.apply(row).value()),
                text);
    }

    /** One for each label that has more than one point. */
    private <T> void lines(
            String file,
            String title,
            String axis,
            List<T> rows,
            Function<T, String> label,
            Function<T, XYDataItem> point,
            DoubleFunction<String> text)
            throws IOException {
        XYSeriesCollection lines = new XYSeriesCollection();
        rows.stream()
                .collect(Collectors.groupingBy(label, LinkedHashMap::new, Collectors.toList()))
                .forEach((name, points) -> {
                    if (points.size() > 1) {
                        XYSeries series = new XYSeries(name);
                        points.forEach(row -> series.add(point.apply(row)));
                        lines.addSeries(series);
                    }
                });
        if (lines.getSeriesCount() > 0) {
            write(
                    file,
                    title,
                    Charts.lines(title, axis, lines, Plots::isOurs, text),
                    480 + 12 * lines.getSeriesCount());
        }
    }

    private void write(String file, String title, JFreeChart chart, int height) throws IOException {
        Charts.writeSvg(chart, height, folder.resolve(file));
        written.add(new Plot(title, file));
    }
}
