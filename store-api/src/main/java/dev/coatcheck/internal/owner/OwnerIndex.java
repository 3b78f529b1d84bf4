package dev.coatcheck.internal.owner;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Leads from one owner to the sessions. It is itself a session of the store, with a value for each, named by its id, which
 * lives no shorter than that session; the index lives as long as the longest of them, and ends with the last. So every
 * driver can keep it. To enter and to remove costs the same however many there are. Thread-safe.
 *
 * <p>A session says itself whose it is, and the index only where to look: what is in it may be over, or another's. That
 * a session of this owner is not in it must never be, at whatever step somebody fails or others are at work. Hence:
 *
 * <ul>
 *   <li>A session is entered before it says that it is this owner's, and again before it gets more time.
 *   <li>It is removed while it lives only by who has made it another's, and only if nobody has entered it again since.
 *   <li>Otherwise, what is removed is over, which it stays.
 * </ul>
 */
public final class OwnerIndex {
    private static final byte[] ENTRY = "true".getBytes(StandardCharsets.US_ASCII);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3660);

    /** A session that may idle out gets its time after its entry has got its own: by then some is gone. */
    private static final Duration AHEAD = Duration.ofSeconds(30);

    /** The index lives on beyond its entries, so that none is cut short, which some stores would have to make good. */
    private static final Duration BEYOND = Duration.ofSeconds(2);

    /** Others who end the index each time are sessions' ends; what stands in its place does not go. */
    private static final int TURNS = 100;

    private final DataStore store;
    private final String id;

    /** The index of one owner, whether there is one yet or not. */
    public OwnerIndex(DataStore store, Owner owner) {
        this.store = store;
        this.id = owner.indexId();
    }

    /**
     * Whether a session of the store is such an index. Its id alone does not tell: a store may be used by others, too.
     *
     * @param id the session's id
     * @param values all that it holds
     */
    public static boolean isOne(String id, Map<String, Found> values) {
        return Ticket.isHash(id)
                && values.entrySet().stream()
                        .allMatch(entry -> Ticket.isId(entry.getKey()) && isEntry(entry.getValue()));
    }

    private static boolean isEntry(Found found) {
        return found.state() == State.ABSENT || Arrays.equals(found.payload().bytes(), ENTRY);
    }

    /**
     * Enters a session, or sets the time of its entry; the index lives as long at least.
     *
     * @param remaining the time that the session has
     * @param lifetimeLeft the time until its lifetime ends
     */
    public void enter(String session, Duration remaining, Duration lifetimeLeft) {
        enter(session, timeOfEntry(remaining, lifetimeLeft));
    }

    /** The time that {@link #enter(String, Duration, Duration)} gives to an entry. */
    public static Duration timeOfEntry(Duration remaining, Duration lifetimeLeft) {
        return longer(shorter(remaining.plus(AHEAD), lifetimeLeft), SHORTEST);
    }

    /**
     * Enters a session, or sets the time of its entry; the index lives as long at least.
     *
     * @param time the time of the entry
     */
    public void enter(String session, Duration time) {
        Duration ofIndex = shorter(time.plus(BEYOND), LONGEST);
        List<Change> entry = List.of(Change.put(session, ENTRY, time));
        for (int turn = 0; turn < TURNS; turn++) {
            boolean entered = store.prolong(id, ofIndex)
                    ? store.write(id, entry).outcome() == Outcome.APPLIED
                    : store.create(id, ofIndex, entry);
            if (entered) {
                return;
            }
        }
        throw new StoreUnavailableException(
                "the index of an owner's sessions cannot be written: something else stands in its place");
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** The version of a session's entry, 0 where there is none. */
    public long version(String session) {
        return store.read(id, List.of(Want.presence(session)))
                .map(slice -> slice.values().get(0).version())
                .orElse(0L);
    }

    /** The time that a session's entry has left; zero where there is none. */
    public Duration remaining(String session) {
        return store.read(id, List.of(Want.presence(session)))
                .map(slice -> slice.values().get(0).remaining())
                .orElse(Duration.ZERO);
    }

    /** Removes a session that is another's by now, unless it was entered again since it had that version. */
    public void remove(String session, long version) {
        remove(List.of(Change.remove(session).ifVersion(version)));
    }

    /** Removes sessions that are over. */
    public void removeAll(List<String> sessions) {
        if (!sessions.isEmpty()) {
            remove(sessions.stream().map(Change::remove).toList());
        }
    }

    private void remove(List<Change> removals) {
        if (store.write(id, removals).removed() > 0) {
            store.deleteIfEmpty(id);
        }
    }

    /** The ids of the sessions that may be this owner's. */
    public List<String> ids() {
        return store.names(id).stream().filter(Ticket::isId).toList();
    }
}
