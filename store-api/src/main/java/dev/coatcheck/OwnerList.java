package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The list of one owner's sessions. It is itself a session of the store, with a value for each, named by its id, which
 * lives until that session's lifetime ends; the list lives as long as the longest of them. So every driver can keep it,
 * and what it costs grows with this owner's sessions alone. Thread-safe.
 *
 * <p>A session says itself whose it is, and the list only where to look: what is on it may be over, or another's. That
 * a session of this owner is not on it must never be, at whatever step somebody fails or others are at work. Hence:
 *
 * <ul>
 *   <li>A session is put on the list before it says that it is this owner's.
 *   <li>It is taken off while it lives only by who has made it another's, and only if nobody has put it on again since.
 *   <li>Otherwise, what is taken off is over, which it stays.
 * </ul>
 */
final class OwnerList {
    /** A value with a deadline only, the latest that the list was ever asked to reach: it is never set back. */
    private static final String END = "@end";

    private static final byte[] ON_IT = "true".getBytes(StandardCharsets.US_ASCII);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** More than the one that each call adds, so that the list does not grow with sessions that come and go. */
    private static final int LOOKED_AT = 5;

    /** Far more than others can cause: each of them needs a turn at most to be done. */
    private static final int TURNS = 1_000;

    private final Backing backing;
    private final DataStore store;
    private final Owner owner;

    OwnerList(Backing backing, Owner owner) {
        this.backing = backing;
        this.store = backing.store();
        this.owner = owner;
    }

    /** Makes a live session this owner's, and nobody else's. */
    void add(SessionRecord session) {
        String id = session.id();
        while (true) {
            Slice slice = store.read(id, List.of(Want.presence(ProofCheck.PROOF), Want.of(Owner.NAME)))
                    .orElseThrow(SessionRecord::ended);
            Found former = slice.values().get(1);
            Runnable farewell = Owner.of(former)
                    .filter(past -> !past.equals(owner))
                    .map(past -> new OwnerList(backing, past).takingOff(id))
                    .orElse(() -> {});
            enter(id, lifetimeLeft(slice));
            Change owned = owner.put().ifVersion(former.version());
            if (session.write(List.of(owned)).outcome() == Outcome.APPLIED) {
                farewell.run();
                prune(id);
                return;
            }
        }
    }

    /** The proof of the ticket lives to the end of the lifetime, the session perhaps not so long: it may idle out. */
    private static Duration lifetimeLeft(Slice slice) {
        return Stream.of(slice.values().get(0).remaining(), slice.remaining(), SHORTEST)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Takes a session off as it is on the list now: not where it will have been put on again. */
    private Runnable takingOff(String id) {
        long version = store.read(owner.listId(), List.of(Want.presence(id)))
                .map(slice -> slice.values().get(0).version())
                .orElse(0L);
        return () -> isApplied(Change.remove(id).ifVersion(version));
    }

    /** Puts a session on the list, and has the list live as long as the session can. */
    private void enter(String id, Duration lifetimeLeft) {
        Change entry = Change.put(id, ON_IT, lifetimeLeft);
        Change end = Change.put(END, ON_IT, lifetimeLeft);
        boolean entered = false;
        for (int turn = 0; turn < TURNS; turn++) {
            Optional<Slice> slice = store.read(owner.listId(), List.of(Want.presence(END)));
            if (slice.isEmpty()) {
                if (store.create(owner.listId(), lifetimeLeft, List.of(entry, end))) {
                    return;
                }
                entered = false;
                continue;
            }
            Found known = slice.get().values().get(0);
            Duration needed = known.remaining();
            if (!entered && needed.compareTo(lifetimeLeft) < 0) {
                needed = lifetimeLeft;
                entered = isApplied(entry, end.ifVersion(known.version()));
            } else if (!entered) {
                entered = isApplied(entry);
            }
            if (entered && slice.get().remaining().compareTo(needed) >= 0) {
                return;
            }
            if (entered) {
                store.extend(owner.listId(), needed);
                // and the next turn sees whether another has asked for a later end meanwhile, which this has undone
            }
        }
        throw new StoreUnavailableException(
                "the list of an owner's sessions cannot be written: something else stands in its place");
    }

    private boolean isApplied(Change... changes) {
        return store.write(owner.listId(), List.of(changes)).outcome() == Outcome.APPLIED;
    }

    /** Looks at some others on the list, and takes off those that are over. */
    private void prune(String added) {
        List<String> others = new ArrayList<>(ids(id -> !id.equals(added)));
        Collections.shuffle(others);
        takeOff(others.stream()
                .limit(LOOKED_AT)
                .filter(id -> store.read(id, List.of()).isEmpty())
                .toList());
    }

    private List<String> ids(Predicate<String> wanted) {
        return store.names(owner.listId()).stream()
                .filter(Ticket::isId)
                .filter(wanted)
                .toList();
    }

    private void takeOff(List<String> over) {
        if (!over.isEmpty()) {
            store.write(owner.listId(), over.stream().map(Change::remove).toList());
        }
    }

    /** Ends those of the owner's sessions that are wanted; how many it has ended. */
    int end(Predicate<String> wanted) {
        int ended = 0;
        List<String> over = new ArrayList<>();
        for (String id : ids(wanted)) {
            Optional<Slice> slice = store.read(id, List.of(Want.of(Owner.NAME)));
            if (slice.isEmpty()) {
                over.add(id);
            } else if (Owner.of(slice.get().values().get(0)).equals(Optional.of(owner))) {
                ended += backing.end(id) ? 1 : 0;
                over.add(id);
            }
        }
        takeOff(over);
        return ended;
    }
}
