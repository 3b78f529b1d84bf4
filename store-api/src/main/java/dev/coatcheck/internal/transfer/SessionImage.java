package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A whole session as one store has it: every value's bytes, under whatever name, and all remaining times. Nothing is
 * decoded. It is of one moment, unless others write meanwhile, which {@link #isStillIn} tells.
 *
 * @param id the session's id
 * @param remaining the session's remaining time
 * @param values what was found, by name; also what was gone by then
 * @param readAt when the store was asked, not later than it answered for, by {@link System#nanoTime}
 */
record SessionImage(String id, Duration remaining, Map<String, Found> values, long readAt) {
    /** Empty where the session is not live. */
    static Optional<SessionImage> of(DataStore store, String id) {
        List<String> names = List.copyOf(store.names(id));
        long now = System.nanoTime();
        return store.read(id, names.stream().map(Want::of).toList()).map(slice -> {
            Map<String, Found> values = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), slice.values().get(i));
            }
            return new SessionImage(id, slice.remaining(), values, now);
        });
    }

    /** The bytes of all values. */
    long bytes() {
        return values.values().stream()
                .mapToLong(found -> found.payload().bytes().length)
                .sum();
    }

    /** The names of what was there, damaged or not. */
    Set<String> present() {
        return values.entrySet().stream()
                .filter(value -> value.getValue().state() != State.ABSENT)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** What was found of a value that was asked for. */
    Found found(String name) {
        return Objects.requireNonNull(values.get(name), "not asked for");
    }

    /** Asks the store whether it still has exactly this, but for the times: then it had it all at once. */
    boolean isStillIn(DataStore store) {
        List<Want> wants = new ArrayList<>();
        values.forEach((name, found) -> wants.add(new Want(name, found.version())));
        return store.names(id).equals(present())
                && store.read(id, wants)
                        .filter(now -> versions(now.values()).equals(versions(values.values())))
                        .isPresent();
    }

    private static List<Long> versions(Iterable<Found> values) {
        List<Long> versions = new ArrayList<>();
        values.forEach(found -> versions.add(found.version()));
        return versions;
    }

    /** Whether this is the list of an owner's sessions, and not a session. */
    boolean isOwnersList() {
        return OwnerIndex.isOne(id, values);
    }

    /** Whose session this is. */
    Optional<Owner> owner() {
        return Optional.ofNullable(values.get(Owner.NAME)).flatMap(Owner::of);
    }

    /** The time until the lifetime ends, which is that of the ticket's proof. */
    Duration lifetimeLeft() {
        Found proof = values.get(TicketVerification.PROOF);
        return proof == null || proof.state() == State.ABSENT ? remaining : proof.remaining();
    }

    /** The time that the session has left so many nanoseconds after it was read; zero or less where it is over. */
    Duration remainingAfter(long nanos) {
        return remaining.minusNanos(nanos);
    }

    /** When a time that was left ends, by {@link System#nanoTime}. */
    long endOf(Duration left) {
        return readAt + left.toNanos();
    }

    /** What creates the values so many nanoseconds after they were read, with the times that they have left by then. */
    List<Change> valuesAfter(long nanos) {
        List<Change> changes = new ArrayList<>();
        values.forEach((name, found) -> {
            Duration left = found.remaining().minusNanos(nanos);
            if (found.state() == State.PRESENT && SessionTransfer.isTime(left)) {
                // the payload itself stays with its store, and so does what was decoded of it
                Payload bytes = Payload.of(found.payload().bytes());
                changes.add(hasOwnTime(name) ? Change.put(name, bytes, left) : Change.put(name, bytes));
            }
        });
        return changes;
    }

    /** Otherwise it ends with its session, and follows where that is extended. */
    boolean hasOwnTime(String name) {
        return found(name).hasOwnTime();
    }
}
