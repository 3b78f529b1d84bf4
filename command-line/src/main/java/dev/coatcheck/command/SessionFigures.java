package dev.coatcheck.command;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is counted of one session. Values under reserved names, such as the proof of its ticket, are not the application's. */
final class SessionFigures {
    /** Of the ids that {@code docs/redis-layout.md} tells of: a session's has 22 characters. */
    private static final int LIST_ID_LENGTH = 43;

    private static final String RESERVED = "@";

    /** Its value is {@code "HASH CREATED ..."}, with milliseconds since 1970, as the layouts' pages tell. */
    private static final String TICKET = "@ticket";

    private static final Pattern CREATED = Pattern.compile("\\S+ (\\d{1,15})(?: .*)?");

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

    /** What to ask of a value: its length, and of the ticket when the session was created. */
    static Want want(String name) {
        return name.equals(TICKET) ? Want.of(name) : Want.presence(name);
    }

    /**
     * Adds some of its values.
     *
     * @return the names of those without a length: they are empty, or something else is in their place
     */
    List<String> add(List<String> names, Slice slice) {
        remaining = slice.remaining();
        List<String> withoutLength = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Found found = slice.values().get(i);
            if (names.get(i).equals(TICKET)) {
                age = created(found).map(this::since);
            }
            if (found.state() == Found.State.UNCHANGED && found.length() == 0) {
                withoutLength.add(names.get(i));
            } else {
                add(names.get(i), found);
            }
        }
        return withoutLength;
    }

    /** Adds one value. */
    void add(String name, Found found) {
        if (found.state() == Found.State.DAMAGED) {
            damaged++;
        } else if (found.state() != Found.State.ABSENT && !name.startsWith(RESERVED)) {
            values++;
            bytes += found.length();
        }
    }

    private static Optional<Instant> created(Found proof) {
        String json = new String(proof.bytes(), StandardCharsets.UTF_8);
        Matcher parts = CREATED.matcher(json.replace("\"", ""));
        return parts.matches() ? Optional.of(Instant.ofEpochMilli(Long.parseLong(parts.group(1)))) : Optional.empty();
    }

    /** Clocks of two machines differ a little. */
    private Duration since(Instant created) {
        return created.isAfter(now) ? Duration.ZERO : Duration.between(created, now);
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

    /** Since it was created, where its ticket tells that: what was not made by a session manager has none. */
    Optional<Duration> age() {
        return age;
    }
}
