package dev.coatcheck.command;

import dev.coatcheck.SessionCopy;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Shows on standard error how far a command has come. Closed when it is over, before the result is printed. */
interface Display extends AutoCloseable {

    /**
     * Shows how far the command has come; called often.
     *
     * @param sessions how many are done
     * @param total how many there are in all, where that is known
     * @param bytes how many bytes these had
     * @param elapsed the time that it took
     */
    void show(long sessions, OptionalLong total, long bytes, Duration elapsed);

    /** As {@link #show(long, OptionalLong, long, Duration)}. */
    default void show(SessionCopy.Progress progress) {
        show(progress.sessions(), progress.total(), progress.bytes(), progress.elapsed());
    }

    @Override
    void close();

    /** A bar where somebody looks at it, lines where it is written into a file. */
    static Display of(String doing) {
        OptionalInt width = Terminal.width();
        return width.isPresent() ? new Bar(doing, width.getAsInt()) : new Lines(doing);
    }
}
