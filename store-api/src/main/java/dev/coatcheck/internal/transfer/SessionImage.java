package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.internal.transfer.SessionTransfer.Outcome;
import dev.coatcheck.internal.transfer.SessionTransfer.Result;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WholeReadingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A session as one store has it: its values' bytes, under whatever name, and all remaining times. Nothing is decoded. Of a
 * session that is too large to be held whole, it has the bytes of reserved values alone, and of others their lengths.
 *
 * @param id the session's id
 * @param remaining the session's remaining time
 * @param values what was found, by name; also what was gone by then
 * @param readAt when the store was asked, not later than it answered for, by {@link System#nanoTime}
 * @param isOfOneMoment whether it is known that the store had it all at once; else others may have written meanwhile,
 *     which {@link #isStillIn} tells
 */
record SessionImage(String id, Duration remaining, Map<String, Found> values, long readAt, boolean isOfOneMoment) {
    private static final String RESERVED = "@";

    /** The whole session, whatever its size. Empty where it is not live. */
    static Optional<SessionImage> of(DataStore store, String id) {
        return of(store, id, Long.MAX_VALUE);
    }

    /** As {@link #of(DataStore, String)}, whole where its values have no more bytes than that. */
    static Optional<SessionImage> of(DataStore store, String id, long mostBytes) {
        if (store instanceof WholeReadingStore reader) {
            Optional<SessionImage> image = ofOneMoment(reader, id, mostBytes);
            return image.isEmpty() || image.get().isWhole()
                    ? image
                    : layout(store, id, image.get().values().keySet());
        }
        Set<String> names = store.names(id);
        if (mostBytes < Long.MAX_VALUE) {
            Optional<SessionImage> layout = layout(store, id, names);
            if (layout.isEmpty() || layout.get().length() > mostBytes) {
                return layout;
            }
            return part(store, id, names, layout.get());
        }
        return part(store, id, names);
    }

    /** What has the same versions before and after a look at the names was there with just these. */
    private static Optional<SessionImage> part(DataStore store, String id, Set<String> names, SessionImage before) {
        boolean isSame = store.names(id).equals(before.present());
        return part(store, id, names)
                .map(after -> new SessionImage(
                        id,
                        after.remaining,
                        after.values,
                        after.readAt,
                        isSame && after.byVersion().equals(before.byVersion())));
    }

    /** Of a part: whether each of its values, there or not, is the one that this has. */
    boolean hasVersionsOf(SessionImage part) {
        return part.values.entrySet().stream()
                .allMatch(value -> value.getValue().version()
                        == values.getOrDefault(value.getKey(), Found.absent()).version());
    }

    /** The session's time alone. */
    SessionImage withoutValues() {
        return new SessionImage(id, remaining, Map.of(), readAt, isOfOneMoment);
    }

    private Map<String, Long> byVersion() {
        return values.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, value -> value.getValue().version()));
    }

    private static Optional<SessionImage> layout(DataStore store, String id, Collection<String> names) {
        return part(store, id, names, name -> name.startsWith(RESERVED) ? Want.of(name) : Want.presence(name));
    }

    private static Optional<SessionImage> ofOneMoment(WholeReadingStore store, String id, long mostBytes) {
        long now = System.nanoTime();
        return store.readWhole(id, mostBytes)
                .map(whole -> new SessionImage(
                        id, whole.slice().remaining(), byName(whole.names(), whole.slice()), now, true));
    }

    /** Only these values, with their bytes. */
    static Optional<SessionImage> part(DataStore store, String id, Collection<String> names) {
        return part(store, id, names, Want::of);
    }

    private static Optional<SessionImage> part(
            DataStore store, String id, Collection<String> some, Function<String, Want> want) {
        List<String> names = List.copyOf(some);
        long now = System.nanoTime();
        return store.read(id, names.stream().map(want).toList())
                .map(slice -> new SessionImage(id, slice.remaining(), byName(names, slice), now, false));
    }

    private static Map<String, Found> byName(List<String> names, Slice slice) {
        Map<String, Found> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), slice.values().get(i));
        }
        return values;
    }

    /** Whether it has the bytes of all values. */
    boolean isWhole() {
        return values.values().stream().noneMatch(found -> found.state() == State.UNCHANGED);
    }

    /** The bytes of all values, also of those that it does not have. */
    long length() {
        return values.values().stream().mapToLong(Found::length).sum();
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
        return store.names(id).equals(present()) && hasSameValuesIn(store);
    }

    /** Asks the store whether it still has each of these values. Others may have come. */
    boolean hasSameValuesIn(DataStore store) {
        List<Want> wants = new ArrayList<>();
        values.forEach((name, found) -> wants.add(new Want(name, found.version())));
        return store.read(id, wants)
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

    /** What is told of it. */
    Result result(Outcome outcome) {
        return outcome == Outcome.COPIED ? new Result(outcome, length()) : Result.without(outcome);
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
