package dev.coatcheck.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps this process, and all that it starts from then on, on one core. A round trip between two cores takes as long as it
 * takes the other core to wake, which in virtual machines is several times what the client and the server work.
 */
final class OneCore {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern LAST_ALLOWED = Pattern.compile("Cpus_allowed_list:.*?(\\d+)$", Pattern.MULTILINE);

    private OneCore() {}

    /** False where that cannot be done: it takes Linux, and its {@code taskset}. */
    static boolean stay() throws IOException {
        if (!Files.exists(STATUS)) {
            return false;
        }
        Matcher allowed = LAST_ALLOWED.matcher(Files.readString(STATUS));
        return allowed.find() && bind(allowed.group(1));
    }

    private static boolean bind(String core) {
        String self = Long.toString(ProcessHandle.current().pid());
        try {
            return new ProcessBuilder("taskset", "--all-tasks", "--pid", "--cpu-list", core, self)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while " + self + " was bound to a core", e);
        }
    }
}
