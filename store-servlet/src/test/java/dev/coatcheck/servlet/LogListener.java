package dev.coatcheck.servlet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What Coatcheck logs from that level on, until closed; it is kept from the console meanwhile. */
final class LogListener implements AutoCloseable {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.coatcheck");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    LogListener(Level level) {
        listener.start();
        LOG.setLevel(level);
        LOG.setAdditive(false);
        LOG.addAppender(listener);
    }

    /** The texts, oldest first. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        LOG.detachAppender(listener);
        LOG.setLevel(null);
        LOG.setAdditive(true);
    }
}
