package dev.coatcheck.integration.history;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An {@link Instance} from outside. Whoever starts it closes it. For one thread. */
final class InstanceProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    private final List<String> unexpected = new ArrayList<>();

    /** One that hangs is ended when the limit has passed, so that whoever waits for it fails. */
    InstanceProcess(int number, int processes, int threads, Map<String, String> settings, Duration limit) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-test.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Instance.class.getName(),
                String.valueOf(number),
                String.valueOf(processes),
                String.valueOf(threads)));
        settings.forEach((key, text) -> command.add(key + "=" + text));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(process::destroyForcibly);
        answers = process.inputReader();
        orders = process.outputWriter();
    }

    void order(String order) {
        try {
            orders.write(order);
            orders.newLine();
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an instance has gone: " + unexpected, e);
        }
    }

    /** The rest of the next line that begins with this word. */
    String await(String word) {
        List<String> others = new ArrayList<>();
        String rest = await(word, others);
        unexpected.addAll(others);
        return rest;
    }

    /** The events up to the end of a run. */
    List<Event> awaitEvents() {
        List<String> lines = new ArrayList<>();
        String unused = await("done", lines);
        List<Event> events = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("event ")) {
                events.add(Event.parse(line.substring("event ".length())));
            } else {
                unexpected.add(line);
            }
        }
        return events;
    }

    private String await(String word, List<String> others) {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.equals(word) || line.startsWith(word + " ")) {
                    return line.substring(word.length()).strip();
                }
                others.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("an instance ended by itself: " + unexpected + others);
    }

    /** What it said that nobody had asked for, such as warnings. */
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    @Override
    public void close() {
        try {
            orders.close();
        } catch (IOException e) {
            // it has gone already
        }
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
