package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A whole session as one store has it, of one moment: every value's bytes, under whatever name, and all remaining times.
 * Nothing is decoded. What stands damaged in a value's place has no bytes and is left out.
 *
 * @param id the session's id
 * @param names the names that it was read by
 * @param slice what was found, in the names' order
 * @param readAt when the store was asked, not later than it answered for, by {@link System#nanoTime}
 */
record SessionImage(String id, List<String> names, Slice slice, long readAt) {
    /** Empty where the session is not live. A value that somebody puts under a new name meanwhile may be missing. */
    static Optional<SessionImage> of(DataStore store, String id) {
        List<String> names = List.copyOf(store.names(id));
        long now = System.nanoTime();
        return store.read(id, names.stream().map(Want::of).toList())
                .map(slice -> new SessionImage(id, names, slice, now));
    }

    /** The bytes of all values. */
    long bytes() {
        return slice.values().stream()
                .mapToLong(found -> found.payload().bytes().length)
                .sum();
    }

    /** Whether the store still has exactly this, but for the times. */
    boolean isStillIn(DataStore store) {
        List<Want> wants = new ArrayList<>();
        HashSet<String> present = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            Found found = slice.values().get(i);
            wants.add(new Want(names.get(i), found.version()));
            if (found.state() != State.ABSENT) {
                present.add(names.get(i));
            }
        }
        return present.equals(store.names(id))
                && store.read(id, wants).filter(now -> areSame(now.values())).isPresent();
    }

    private boolean areSame(List<Found> now) {
        boolean same = true;
        for (int i = 0; i < now.size(); i++) {
            same &= now.get(i).version() == slice.values().get(i).version();
        }
        return same;
    }

    /** The time that the session has left so many nanoseconds after it was read; zero or less where it is over. */
    Duration remainingAfter(long nanos) {
        return after(slice.remaining(), nanos);
    }

    /**
     * An owner's list must not forget a session before that is over: it is given the time that it had when it was read.
     * No visitor's session has such an id.
     */
    private Duration after(Duration remaining, long nanos) {
        return Ticket.isHash(id) ? remaining : remaining.minusNanos(nanos);
    }

    /** The values to create it with so many nanoseconds after it was read, with the times that they have left by then. */
    List<Change> valuesAfter(long nanos) {
        List<Change> values = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Found found = slice.values().get(i);
            Duration left = after(found.remaining(), nanos);
            if (found.state() == State.PRESENT && SessionTransfer.isLiving(left)) {
                // the payload itself stays with its store, and so does what was decoded of it
                Payload bytes = Payload.of(found.payload().bytes());
                values.add(hasOwnTime(i) ? Change.put(names.get(i), bytes, left) : Change.put(names.get(i), bytes));
            }
        }
        return values;
    }

    /**
     * A value without a time of its own has that of its session, to the nanosecond or millisecond; then it goes on
     * following it. The proof of a ticket has one always: it may be as long, and is the end of the session's lifetime.
     */
    private boolean hasOwnTime(int value) {
        return names.get(value).equals(TicketVerification.PROOF)
                || !slice.values().get(value).remaining().equals(slice.remaining());
    }
}
