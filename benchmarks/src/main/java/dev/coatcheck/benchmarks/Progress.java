package dev.coatcheck.benchmarks;

import java.io.IOException;
import java.util.Collection;
import me.tongfei.progressbar.ProgressBar;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Moves a progress bar on with each row; all that JMH says goes to its log. */
final class Progress implements OutputFormat {
    private final OutputFormat log;
    private final ProgressBar bar;
    private final long millisPerRow;

    Progress(OutputFormat log, ProgressBar bar, long millisPerRow) {
        this.log = log;
        this.bar = bar;
        this.millisPerRow = millisPerRow;
    }

    @Override
    public void startBenchmark(BenchmarkParams row) {
        bar.setExtraMessage(shortName(row.getBenchmark()));
        log.startBenchmark(row);
    }

    private static String shortName(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        return " " + benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
    }

    @Override
    public void endBenchmark(BenchmarkResult row) {
        bar.stepBy(millisPerRow);
        log.endBenchmark(row);
    }

    @Override
    public void iteration(BenchmarkParams row, IterationParams iteration, int number) {
        log.iteration(row, iteration, number);
    }

    @Override
    public void iterationResult(BenchmarkParams row, IterationParams iteration, int number, IterationResult result) {
        log.iterationResult(row, iteration, number, result);
    }

    @Override
    public void startRun() {
        log.startRun();
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        log.endRun(results);
    }

    @Override
    public void print(String text) {
        log.print(text);
    }

    @Override
    public void println(String text) {
        log.println(text);
    }

    @Override
    public void verbosePrintln(String text) {
        log.verbosePrintln(text);
    }

    @Override
    public void write(int octet) {
        log.write(octet);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        log.write(bytes);
    }

    @Override
    public void flush() {
        log.flush();
    }

    @Override
    public void close() {
        log.close();
    }
}
