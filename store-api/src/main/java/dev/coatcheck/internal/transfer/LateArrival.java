package dev.coatcheck.internal.transfer;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A session that was longer on its way into the target than was taken off its times: it gets the right ones there. What
 * somebody has written there or prolonged since stays as it is.
 */
final class LateArrival {
    /** Each call of these may be late in its turn. */
    private static final int TURNS = 5;

    private final SessionImage image;
    private final DataStore store;
    private final CallTime callTime;

    /** What the times there are short of those that were read, at the moment of their call. */
    private long takenOff;

    LateArrival(SessionImage image, DataStore store, CallTime callTime, long takenOff) {
        this.image = image;
        this.store = store;
        this.callTime = callTime;
        this.takenOff = takenOff;
    }

    void correct() {
        List<String> timed = image.present().stream().filter(image::hasOwnTime).toList();
        List<Want> wants = timed.stream().map(Want::of).toList();
        boolean isLate = true;
        for (int turn = 0; isLate && turn < TURNS; turn++) {
            Optional<Slice> slice = store.read(image.id(), wants);
            if (slice.isEmpty()) {
                return;
            }
            long sentAt = System.nanoTime();
            long next = sentAt - image.readAt() + callTime.expected();
            correct(slice.get(), timed, next);
            takenOff = next;
            long doneAt = System.nanoTime();
            callTime.took(doneAt - sentAt);
            isLate = doneAt - image.readAt() > next;
        }
    }

    private void correct(Slice slice, List<String> timed, long next) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < timed.size(); i++) {
            Found was = image.found(timed.get(i));
            Found found = slice.values().get(i);
            if (isTooLong(was.remaining(), found.remaining(), next)
                    && Arrays.equals(was.payload().bytes(), found.payload().bytes())) {
                changes.add(shorter(timed.get(i), found, was.remaining().minusNanos(next)));
            }
        }
        if (!changes.isEmpty()) {
            store.write(image.id(), changes);
        }
        if (isTooLong(image.remaining(), slice.remaining(), next)) {
            shorten(image.remainingAfter(next));
        }
    }

    private static Change shorter(String name, Found found, Duration time) {
        Change change = SessionTransfer.isTime(time) ? Change.put(name, found.payload(), time) : Change.remove(name);
        return change.ifVersion(found.version());
    }

    private void shorten(Duration time) {
        if (SessionTransfer.isTime(time)) {
            store.extend(image.id(), time);
        } else {
            store.delete(image.id());
        }
    }

    /** Longer than is right, and no longer than it was given: nobody else has set it. */
    private boolean isTooLong(Duration read, Duration found, long next) {
        return found.compareTo(read.minusNanos(next)) > 0 && found.compareTo(read.minusNanos(takenOff)) <= 0;
    }
}
