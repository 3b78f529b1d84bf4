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
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The list of one owner's sessions. It is itself a session of the store, with a value for each, named by its id, which
 * lives no shorter than that session; the list lives as long as the longest of them, and ends with the last. So every
 * driver can keep it. To be put on it and taken off costs the same however many there are; to end all grows with this
 * owner's sessions alone. Thread-safe.
 *
 * <p>A session says itself whose it is, and the list only where to look: what is on it may be over, or another's. That
 * a session of this owner is not on it must never be, at whatever step somebody fails or others are at work. Hence:
 *
 * <ul>
 *   <li>A session is put on the list before it says that it is this owner's, and again before it gets more time.
 *   <li>It is taken off while it lives only by who has made it another's, and only if nobody has put it on again since.
 *   <li>Otherwise, what is taken off is over, which it stays.
 * </ul>
 */
final class OwnerList {
    private static final byte[] ON_IT = "true".getBytes(StandardCharsets.US_ASCII);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** A session that may idle out gets its time after its entry has got its own: by then some is gone. */
    private static final Duration AHEAD = Duration.ofSeconds(30);

    /** The list lives on beyond its entries, so that none is cut short, which some stores would have to make good. */
    private static final Duration BEYOND = Duration.ofSeconds(2);

    /** Others who end the list each time are sessions' ends; what stands in its place does not go. */
    private static final int TURNS_TO_ENTER = 100;

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

    /** How long a session's entry lives. */
    static Duration timeOf(Duration remaining, Duration lifetimeLeft) {
        Duration time = shorter(remaining.plus(AHEAD), lifetimeLeft);
        return time.compareTo(SHORTEST) < 0 ? SHORTEST : time;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Makes a live session this owner's, and nobody else's. */
    void add(SessionRecord session) {
        String id = session.id();
        for (int turn = 0; turn < TURNS; turn++) {
            Slice slice = store.read(id, List.of(Want.presence(ProofCheck.PROOF), Want.of(Owner.NAME)))
                    .orElseThrow(SessionRecord::ended);
            Found former = slice.values().get(1);
            Runnable farewell = Owner.of(former)
                    .filter(past -> !past.equals(owner))
                    .map(past -> new OwnerList(backing, past).takingOff(id))
                    .orElse(() -> {});
            Duration lifetimeLeft = slice.values().get(0).remaining();
            // others who use it now may prolong it before they see whose it becomes
            Duration used = backing.lifetimes().afterUse(lifetimeLeft);
            enter(id, timeOf(used.compareTo(slice.remaining()) > 0 ? used : slice.remaining(), lifetimeLeft));
            Change owned = owner.put().ifVersion(former.version());
            try {
                if (session.write(List.of(owned)).outcome() == Outcome.APPLIED) {
                    farewell.run();
                    return;
                }
            } catch (SessionEndedException e) {
                takeOff(id);
                throw e;
            }
        }
        throw new StoreUnavailableException("others gave the session another owner at each of " + TURNS + " tries");
    }

    /** Takes a session off as it is on the list now: not where it will have been put on again. */
    private Runnable takingOff(String id) {
        long version = store.read(owner.listId(), List.of(Want.presence(id)))
                .map(slice -> slice.values().get(0).version())
                .orElse(0L);
        return () -> takeOff(List.of(Change.remove(id).ifVersion(version)));
    }

    /** Puts a session on the list, or sets its time there; the list lives as long at least. */
    void enter(String id, Duration time) {
        Change entry = Change.put(id, ON_IT, time);
        Duration ofList = shorter(time.plus(BEYOND), Setting.LONGEST);
        for (int turn = 0; turn < TURNS_TO_ENTER; turn++) {
            boolean entered = store.prolong(owner.listId(), ofList)
                    ? store.write(owner.listId(), List.of(entry)).outcome() == Outcome.APPLIED
                    : store.create(owner.listId(), ofList, List.of(entry));
            if (entered) {
                return;
            }
        }
        throw new StoreUnavailableException(
                "the list of an owner's sessions cannot be written: something else stands in its place");
    }

    /** Takes a session off that is over. Its entry has a time of its own, so what fails here is made good by that. */
    void takeOff(String id) {
        try {
            takeOff(List.of(Change.remove(id)));
        } catch (CoatcheckException e) {
            backing.journal().leftOnList(e);
        }
    }

    private void takeOff(List<Change> removals) {
        if (store.write(owner.listId(), removals).removed() > 0) {
            store.deleteIfEmpty(owner.listId());
        }
    }

    /** Ends those of the owner's sessions that are wanted; how many it has ended. */
    int end(Predicate<String> wanted) {
        int ended = 0;
        List<Change> over = new ArrayList<>();
        for (String id : ids(wanted)) {
            Optional<Slice> slice = store.read(id, List.of(Want.of(Owner.NAME)));
            boolean isMine = slice.map(live -> Owner.of(live.values().get(0)).equals(Optional.of(owner)))
                    .orElse(false);
            if (isMine) {
                ended += backing.end(id) ? 1 : 0;
            }
            if (isMine || slice.isEmpty()) {
                over.add(Change.remove(id));
            }
        }
        if (!over.isEmpty()) {
            takeOff(over);
        }
        return ended;
    }

    private List<String> ids(Predicate<String> wanted) {
        return store.names(owner.listId()).stream()
                .filter(Ticket::isId)
                .filter(wanted)
                .toList();
    }
}
