package dev.coatcheck.internal.move;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Which sessions are on their way, kept as a session of the source: should the process be killed, the next move looks at
 * these before anybody else does. A few at a time, so that it costs little. For one thread.
 */
final class Journal {
    /** No visitor's session, whose id has 22 characters, and no owner's list, whose id has 43. */
    static final String ID = "coatcheck-move";

    private static final String NAME = "ids";
    private static final Duration TIME = Duration.ofDays(3650);

    private final DataStore source;

    Journal(DataStore source) {
        this.source = source;
    }

    /** What a move that was killed has left. */
    List<String> read() {
        return source.read(ID, List.of(Want.of(NAME))).stream()
                .map(slice -> new String(slice.values().get(0).bytes(), StandardCharsets.US_ASCII))
                .flatMap(text -> Arrays.stream(text.split("[\\[\\]\",]+")))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    /**
     * These are on their way now, and no others. A source that is full may have no room for that; moving makes room. Should
     * the process be killed just then, the next move meets the one session in question later than it should.
     */
    void write(List<String> ids) {
        List<Change> changes = List.of(Change.put(NAME, json(ids)));
        try {
            if (!source.create(ID, TIME, changes)) {
                source.write(ID, changes);
            }
        } catch (StoreFullException e) {
            source.delete(ID);
        }
    }

    private static byte[] json(List<String> ids) {
        return (ids.isEmpty() ? "[]" : "[\"" + String.join("\",\"", ids) + "\"]").getBytes(StandardCharsets.US_ASCII);
    }

    /** None is on its way. */
    void remove() {
        source.delete(ID);
    }
}
