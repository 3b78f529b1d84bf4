package dev.coatcheck.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a run was measured on and with. */
public final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** By the report's words for it, in the report's order. */
    public static Map<String, String> describe(String run) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put("Commit", System.getProperty("benchmarks.commit", "unknown"));
        facts.put("Run", run);
        facts.put("Processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        facts.put("Memory", gigabytes() + " GB");
        facts.put("System", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.putAll(versions());
        return facts;
    }

    private static String processor() {
        try (Stream<String> lines = Files.exists(CPU_INFO) ? Files.lines(CPU_INFO) : Stream.empty()) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long gigabytes() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return Math.round(system.getTotalMemorySize() / 1e9);
    }

    private static Map<String, String> versions() {
        Properties versions = new Properties();
        try (Reader text = new InputStreamReader(
                Objects.requireNonNull(Machine.class.getResourceAsStream("versions.properties")),
                StandardCharsets.UTF_8)) {
            versions.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> sorted = new TreeMap<>();
        versions.stringPropertyNames().forEach(name -> sorted.put(name, versions.getProperty(name)));
        return sorted;
    }
}
