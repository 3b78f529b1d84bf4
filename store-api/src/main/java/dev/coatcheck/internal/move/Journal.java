package dev.coatcheck.internal.move;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which sessions are on their way, kept as a session of the source: should the process be killed, the next move looks at
 * these before anybody else does. A few at a time, so that it costs little. With them stands the move's number, which its
 * target has too: another store cannot tell what has become of them. For one thread.
 */
final class Journal {
    /** No visitor's session, whose id has 22 characters, and no owner's list, whose id has 43. */
    static final String ID = "coatcheck-move";

    private static final String IDS = "ids";
    private static final String NUMBER = "number";
    private static final Duration TIME = Duration.ofDays(3650);

    private final DataStore source;
    private final TargetMark mark;
    private String number = UUID.randomUUID().toString();
    private boolean isBegun;

    Journal(DataStore source, DataStore target) {
        this.source = source;
        this.mark = new TargetMark(target);
    }

    /**
     * What a move that was killed has left.
     *
     * @throws IllegalStateException where that was a move to another target, and something may be on its way there
     */
    List<String> read() {
        Optional<Slice> slice = source.read(ID, List.of(Want.of(IDS), Want.of(NUMBER)));
        List<String> ids = slice.stream().flatMap(found -> texts(found, 0)).toList();
        Optional<String> known =
                slice.stream().flatMap(found -> texts(found, 1)).findFirst().filter(mark::has);
        if (known.isEmpty()
                && ids.stream().anyMatch(id -> Standing.in(source, id).isOnItsWay())) {
            throw new IllegalStateException("a move to another store was not completed, and sessions are on their way"
                    + " there: complete it first, with the same target. If that store is gone for good, so are they:"
                    + " remove " + ID + " from the " + source.name() + " store");
        }
        number = known.orElse(number);
        return ids;
    }

    /** The texts of a JSON array, or the one there is. */
    private static Stream<String> texts(Slice slice, int at) {
        Found found = slice.values().get(at);
        return found.state() == Found.State.PRESENT
                ? Arrays.stream(new String(found.bytes(), StandardCharsets.US_ASCII).split("[\\[\\]\",]+"))
                        .filter(text -> !text.isEmpty())
                : Stream.empty();
    }

    /** From now on the target is known. To be done before anything is on its way. */
    void begin() {
        if (!isBegun) {
            mark.put(number);
            isBegun = true;
        }
    }

    /**
     * As {@link #begin}, but where sessions go back a target that is full must not hold them: it has room once some have
     * left it. Until then none is written, as {@link #write} does without where the source is full.
     */
    void beginWhereThereIsRoom() {
        try {
            begin();
        } catch (StoreFullException e) {
            // not begun
        }
    }

    /**
     * These are on their way now, and no others. A source that is full may have no room for that; moving makes room. Should
     * the process be killed just then, the next move meets the one session in question later than it should.
     */
    void write(List<String> ids) {
        if (!isBegun) {
            // another process would not know the target by the number
            source.delete(ID);
            return;
        }
        List<Change> changes = List.of(Change.put(IDS, json(ids)), Change.put(NUMBER, json(number)));
        try {
            if (!source.create(ID, TIME, changes)) {
                source.write(ID, changes);
            }
        } catch (StoreFullException e) {
            source.delete(ID);
        }
    }

    private static byte[] json(List<String> ids) {
        return ids.stream()
                .map(id -> '"' + id + '"')
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] json(String text) {
        return ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
    }

    /** None is on its way. */
    void remove() {
        source.delete(ID);
    }

    /** The move is over: the target need not be known any more. */
    void end() {
        if (isBegun) {
            mark.remove(number);
        }
    }
}
