package dev.coatcheck.command;

import dev.coatcheck.SessionCopy;
import java.util.function.Consumer;

/** Shows how far a copy or a comparison has come, and remembers it for who asks when it is over. For one thread. */
final class Progress implements Consumer<SessionCopy.Progress>, AutoCloseable {
    private final Display display;
    private long sessions;
    private long bytes;

    Progress(String doing) {
        this.display = Display.of(doing);
    }

    @Override
    public void accept(SessionCopy.Progress now) {
        sessions = now.sessions();
        bytes = now.bytes();
        display.show(sessions, now.total(), bytes, now.elapsed());
    }

    @Override
    public void close() {
        display.close();
    }

    /** {@code stopped after 1,234 sessions, 5.6 MB}. */
    @Override
    public String toString() {
        return "stopped after " + Texts.count(sessions, "session") + ", " + Texts.bytes(bytes);
    }
}
