package dev.coatcheck.command;

import java.time.Duration;
import java.util.OptionalLong;

/** A line from time to time, for a log. For one thread. */
final class Lines implements Display {
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final String doing;
    private Duration next = BETWEEN;

    Lines(String doing) {
        this.doing = doing;
    }

    @Override
    public void show(long sessions, OptionalLong total, long bytes, Duration elapsed) {
        if (elapsed.compareTo(next) < 0) {
            return;
        }
        next = elapsed.plus(BETWEEN);
        long rate = Texts.perSecond(sessions, elapsed);
        StringBuilder line = new StringBuilder(doing).append(": ").append(Texts.number(sessions));
        total.ifPresent(all -> line.append(" of ").append(Texts.number(all)));
        line.append(" sessions, ").append(Texts.bytes(bytes)).append(", ");
        line.append(Texts.number(rate)).append(" sessions/s");
        if (total.isPresent() && rate > 0) {
            long left = Math.max(0, total.getAsLong() - sessions) / rate;
            line.append(", ").append(Texts.time(Duration.ofSeconds(left))).append(" left");
        }
        System.err.println(line);
    }

    @Override
    public void close() {}
}
