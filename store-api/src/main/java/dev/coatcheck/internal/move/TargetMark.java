package dev.coatcheck.internal.move;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * By which a store is known for the target of a move that was killed: the move's number, under which nothing else is in it.
 * A session that is not there may have ended there; in any other store it never was. Several moves may have one target, so
 * it is a value of a session that they share. Thread-safe.
 */
final class TargetMark {
    /** No visitor's session, whose id has 22 characters, and no owner's list, whose id has 43. */
    static final String ID = "coatcheck-target";

    /** What a move has left behind is not completed later than that. */
    private static final Duration TIME = Duration.ofDays(400);

    private final DataStore target;

    TargetMark(DataStore target) {
        this.target = target;
    }

    boolean has(String number) {
        return target.read(ID, List.of(Want.presence(number)))
                .filter(slice -> slice.values().get(0).state() != Found.State.ABSENT)
                .isPresent();
    }

    void put(String number) {
        List<Change> mark = List.of(Change.put(number, "true".getBytes(StandardCharsets.US_ASCII), TIME));
        // another move that ends takes the session with it
        while (!target.create(ID, TIME, mark)) {
            if (target.prolong(ID, TIME) && target.write(ID, mark).outcome() == Outcome.APPLIED) {
                return;
            }
        }
    }

    void remove(String number) {
        target.write(ID, List.of(Change.remove(number)));
        target.deleteIfEmpty(ID);
    }
}
