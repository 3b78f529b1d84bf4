package dev.coatcheck.command;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What is counted of one session. Values under reserved names, such as the proof of its ticket, are not the application's. */
final class SessionFigures {
    /** Of the ids that {@code docs/redis-layout.md} tells of: a session's has 22 characters. */
    private static final int LIST_ID_LENGTH = 43;

    private static final String RESERVED = "@";

    /** The longest that a session may live. A version that stands for no time of that span is none. */
    private static final Duration LONGEST = Duration.ofDays(3660);

    private final String id;
    private final Instant now = Instant.now();
    private long values;
    private long bytes;
    private long damaged;
    private Duration remaining = Duration.ZERO;
    private Optional<Duration> age = Optional.empty();

    SessionFigures(String id) {
        this.id = id;
    }

    /** Adds some of its values. */
    void add(List<String> names, Slice slice) {
        remaining = slice.remaining();
        for (int i = 0; i < names.size(); i++) {
            Found found = slice.values().get(i);
            if (found.state() == Found.State.ABSENT) {
                continue;
            }
            age(found.version()).filter(this::isOlder).ifPresent(older -> age = Optional.of(older));
            if (found.state() == Found.State.DAMAGED) {
                damaged++;
            } else if (!names.get(i).startsWith(RESERVED)) {
                values++;
                bytes += found.payload().bytes().length;
            }
        }
    }

    private boolean isOlder(Duration other) {
        return age.isEmpty() || other.compareTo(age.get()) > 0;
    }

    /** The versions of Coatcheck's drivers are the microseconds since 1970 at the write. Another driver's may be anything. */
    private Optional<Duration> age(long version) {
        Duration since = Duration.between(Instant.EPOCH.plus(version, ChronoUnit.MICROS), now);
        // clocks of two machines differ a little
        return Optional.of(since.isNegative() ? Duration.ZERO : since)
                .filter(time -> since.compareTo(LONGEST) < 0 && since.compareTo(Duration.ofHours(-1)) > 0);
    }

    String id() {
        return id;
    }

    /** Whether this is no visitor's session, but the list of one owner's sessions, which is kept like a session. */
    boolean isOwnersList() {
        return id.length() == LIST_ID_LENGTH;
    }

    long values() {
        return values;
    }

    /** Of the values, as they are stored: compressed, where they are large. */
    long bytes() {
        return bytes;
    }

    /** How many values have something else in their place. */
    long damaged() {
        return damaged;
    }

    Duration remaining() {
        return remaining;
    }

    /** Since the oldest value that is still there was written; the session is as old at least. */
    Optional<Duration> age() {
        return age;
    }
}
