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
 * A session that was longer on its way into the target than was taken off its times: it gets the right ones. What somebody
 * has written there or prolonged since stays as it is.
 *
 * @param image as it was read
 * @param sentAfter how many nanoseconds after that it was given the times that it has now
 * @param nowAfter how many are to be taken off
 */
record LateArrival(SessionImage image, long sentAfter, long nowAfter) {
    void correct(DataStore store) {
        List<String> timed = image.present().stream().filter(image::hasOwnTime).toList();
        Optional<Slice> slice =
                store.read(image.id(), timed.stream().map(Want::of).toList());
        if (slice.isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < timed.size(); i++) {
            Found was = image.values().get(timed.get(i));
            Found found = slice.get().values().get(i);
            Duration right = was.remaining().minusNanos(nowAfter);
            if (isTooLong(was.remaining(), found.remaining())
                    && Arrays.equals(was.payload().bytes(), found.payload().bytes())) {
                Change change = SessionTransfer.isTime(right)
                        ? Change.put(timed.get(i), found.payload(), right)
                        : Change.remove(timed.get(i));
                changes.add(change.ifVersion(found.version()));
            }
        }
        if (!changes.isEmpty()) {
            store.write(image.id(), changes);
        }
        shorten(store, slice.get().remaining());
    }

    private void shorten(DataStore store, Duration remaining) {
        Duration right = image.remainingAfter(nowAfter);
        if (!isTooLong(image.remaining(), remaining)) {
            return;
        }
        if (SessionTransfer.isTime(right)) {
            store.extend(image.id(), right);
        } else {
            store.delete(image.id());
        }
    }

    /** Longer than is right, and no longer than it was given: nobody else has set it. */
    private boolean isTooLong(Duration read, Duration found) {
        return found.compareTo(read.minusNanos(nowAfter)) > 0 && found.compareTo(read.minusNanos(sentAfter)) <= 0;
    }
}
