package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session in the store as one handle sees it: proves the ticket with the first call, keeps a session that is used from
 * idling out and, where there is a carrier for a new ticket, creates the session on the first write. Knows bytes, not
 * types. Thread-safe.
 */
final class SessionRecord {
    /** The name of the ticket's proof. With an idle timeout its deadline is the end of the session's lifetime. */
    private static final String PROOF = "@ticket";

    private static final String NO_ID = "none";

    private enum Phase {
        /** Nobody has looked whether the ticket is that of a live session. */
        UNPROVEN,
        LIVE,
        /** This handle has not met a live session. */
        NONE,
        /** The session that this handle has met is over. */
        OVER
    }

    private record State(Phase phase, String id, @Nullable Ticket ticket) {}

    private final DataStore store;
    private final Lifetimes lifetimes;
    private final Journal journal;
    private final @Nullable TicketCarrier carrier;
    private final AtomicReference<State> state;
    private final ReentrantLock creation = new ReentrantLock();
    private volatile boolean used;
    private volatile long usedAtNanos;

    private SessionRecord(
            DataStore store, Lifetimes lifetimes, Journal journal, @Nullable TicketCarrier carrier, State state) {
        this.store = store;
        this.lifetimes = lifetimes;
        this.journal = journal;
        this.carrier = carrier;
        this.state = new AtomicReference<>(state);
    }

    /** A new session. */
    static SessionRecord create(DataStore store, Lifetimes lifetimes, Journal journal) {
        SessionRecord record = new SessionRecord(store, lifetimes, journal, null, new State(Phase.NONE, NO_ID, null));
        record.create(List.of());
        return record;
    }

    /** The session of a ticket, if it has one; with a carrier, a session that will be created if it has none. */
    static SessionRecord of(
            DataStore store,
            Lifetimes lifetimes,
            Journal journal,
            Optional<Ticket> ticket,
            @Nullable TicketCarrier carrier) {
        State state = ticket.map(sent -> new State(Phase.UNPROVEN, sent.id(), sent))
                .orElse(new State(Phase.NONE, NO_ID, null));
        return new SessionRecord(store, lifetimes, journal, carrier, state);
    }

    /** The session of an id that needs no proof. */
    static SessionRecord trusted(DataStore store, Lifetimes lifetimes, Journal journal, String id) {
        return new SessionRecord(store, lifetimes, journal, null, new State(Phase.LIVE, id, null));
    }

    String id() {
        return state.get().id();
    }

    String ticket() {
        Ticket ticket = state.get().ticket();
        if (ticket == null) {
            throw new IllegalStateException(
                    "this handle has no ticket: it was found by its id, or there is no session");
        }
        return ticket.text();
    }

    /** One entry per want, perhaps more; empty where the session is over. */
    Optional<Slice> read(List<Want> wants) {
        State now = state.get();
        if (now.phase() == Phase.NONE || now.phase() == Phase.OVER) {
            return Optional.empty();
        }
        boolean withProof = isProofDue(now);
        Optional<Slice> slice = store.read(now.id(), withProof ? withProof(wants) : wants);
        if (slice.isEmpty()) {
            leave(now);
        }
        return withProof ? slice.flatMap(found -> proven(now, found)) : slice;
    }

    /** As {@link #read}, for a caller who is going to write: where no write could succeed, that is said now. */
    Optional<Slice> readToWrite(List<Want> wants) {
        Optional<Slice> slice = read(wants);
        if (slice.isEmpty() && !(state.get().phase() == Phase.NONE && carrier != null)) {
            throw ended();
        }
        return slice;
    }

    private boolean isProofDue(State now) {
        return now.phase() == Phase.UNPROVEN
                || (!used || lifetimes.isUseDue(System.nanoTime() - usedAtNanos))
                        && lifetimes.idleTimeout().isPresent();
    }

    private static List<Want> withProof(List<Want> wants) {
        List<Want> all = new ArrayList<>(wants);
        all.add(Want.of(PROOF));
        return all;
    }

    private Optional<Slice> proven(State now, Slice slice) {
        Found proof = slice.values().get(slice.values().size() - 1);
        Ticket ticket = now.phase() == Phase.UNPROVEN ? now.ticket() : null;
        if (proof.state() != Found.State.PRESENT || (ticket != null && !ticket.matches(proof.bytes()))) {
            leave(now);
            return Optional.empty();
        }
        state.compareAndSet(now, new State(Phase.LIVE, now.id(), now.ticket()));
        return use(now.id(), slice, proof.remaining());
    }

    private Optional<Slice> use(String id, Slice slice, Duration lifetimeLeft) {
        usedAtNanos = System.nanoTime();
        used = true;
        Duration afterUse = lifetimes.afterUse(lifetimeLeft);
        if (!lifetimes.isWorthTelling(slice.remaining(), afterUse)) {
            return Optional.of(slice);
        }
        return store.extend(id, afterUse) ? Optional.of(new Slice(afterUse, slice.values())) : Optional.empty();
    }

    /** A session that was met is over for good; a ticket that was never good may make room for a new session. */
    private void leave(State now) {
        state.compareAndSet(
                now,
                now.phase() == Phase.LIVE
                        ? new State(Phase.OVER, now.id(), now.ticket())
                        : new State(Phase.NONE, now.id(), now.ticket()));
    }

    /** Applied or in conflict; never gone. */
    WriteResult write(List<Change> changes) {
        State now = proven();
        if (now.phase() == Phase.NONE && carrier != null) {
            return createWith(changes, carrier);
        }
        if (now.phase() != Phase.LIVE) {
            throw ended();
        }
        WriteResult result = store.write(now.id(), changes);
        if (result.outcome() == Outcome.GONE) {
            leave(now);
            throw ended();
        }
        return result;
    }

    private State proven() {
        if (isProofDue(state.get())) {
            read(List.of());
        }
        return state.get();
    }

    private static SessionEndedException ended() {
        return new SessionEndedException("the session is over, or never was; nothing was written");
    }

    private WriteResult createWith(List<Change> changes, TicketCarrier newTickets) {
        if (changes.stream().anyMatch(change -> change.expectedVersion() > 0)) {
            return WriteResult.CONFLICT;
        }
        List<Change> puts =
                changes.stream().filter(change -> change.bytes().isPresent()).toList();
        if (puts.isEmpty()) {
            return WriteResult.applied(0, 0);
        }
        return createOnce(puts, newTickets) ? WriteResult.applied(0, 0) : write(changes);
    }

    /** False where another thread of this handle was first. */
    private boolean createOnce(List<Change> first, TicketCarrier newTickets) {
        creation.lock();
        try {
            if (state.get().phase() != Phase.NONE) {
                return false;
            }
            newTickets.checkOpen();
            newTickets.carry(create(first).text());
            return true;
        } finally {
            creation.unlock();
        }
    }

    private Ticket create(List<Change> first) {
        Ticket ticket = Ticket.create();
        List<Change> all = new ArrayList<>(first);
        all.add(
                lifetimes.idleTimeout().isPresent()
                        ? Change.put(PROOF, ticket.proof(), lifetimes.lifetime())
                        : Change.put(PROOF, ticket.proof()));
        if (!store.create(ticket.id(), lifetimes.afterUse(lifetimes.lifetime()), all)) {
            throw new IllegalStateException("the store says that an id of 128 random bits is taken");
        }
        journal.created();
        state.set(new State(Phase.LIVE, ticket.id(), ticket));
        return ticket;
    }

    /** The new ticket. */
    String renew() {
        State now = proven();
        if (now.phase() == Phase.NONE && carrier != null && createOnce(List.of(), carrier)) {
            return ticket();
        }
        if (carrier != null) {
            carrier.checkOpen();
        }
        Ticket next = Ticket.forSession(state.get().id());
        write(List.of(Change.replace(PROOF, next.proof())));
        state.set(new State(Phase.LIVE, next.id(), next));
        if (carrier != null) {
            carrier.carry(next.text());
        }
        return next.text();
    }

    Set<String> names() {
        State now = proven();
        if (now.phase() != Phase.LIVE) {
            return Set.of();
        }
        return store.names(now.id()).stream()
                .filter(name -> !name.equals(PROOF))
                .collect(Collectors.toUnmodifiableSet());
    }

    void end() {
        State now = proven();
        if (now.phase() == Phase.LIVE && store.delete(now.id())) {
            journal.ended();
        }
        state.set(new State(Phase.OVER, now.id(), now.ticket()));
        if (carrier != null) {
            carrier.drop();
        }
    }

    /** The time that a value gets of its own. */
    Optional<Duration> ownTime(Duration timeToLive) {
        return lifetimes.own(timeToLive);
    }

    /** What is one and the same for all handles on a session; before there is one, for this handle alone. */
    Object identity() {
        State now = state.get();
        return now.phase() == Phase.NONE ? this : now.id();
    }

    boolean isOver() {
        return state.get().phase() == Phase.OVER;
    }
}
