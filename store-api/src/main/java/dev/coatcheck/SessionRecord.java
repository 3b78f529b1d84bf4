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
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session in the store as one handle sees it: proves the ticket with the first call, keeps a session that is used from
 * idling out and, where there is a carrier for a new ticket, creates the session on the first write. Knows bytes, not
 * types. Thread-safe.
 */
final class SessionRecord {
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

    private record State(Phase phase, String id, @Nullable Ticket ticket) {
        static State none() {
            return new State(Phase.NONE, NO_ID, null);
        }

        State in(Phase next) {
            return new State(next, id, ticket);
        }
    }

    /** What all sessions of a manager share. */
    record Backing(DataStore store, Lifetimes lifetimes, HotValues hot, Journal journal) {
        /** Whether the session was live. */
        boolean end(String id) {
            boolean wasLive = store.delete(id);
            // after it, so that no read which began before it leaves a value behind
            hot.forget(id);
            if (wasLive) {
                journal.ended();
            }
            return wasLive;
        }
    }

    private static final AtomicReferenceFieldUpdater<SessionRecord, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(SessionRecord.class, State.class, "state");

    private final Backing backing;
    private final @Nullable TicketCarrier carrier;
    private final @Nullable ReentrantLock creation;
    private volatile State state;
    private volatile @Nullable HotSession hot;
    private volatile boolean used;
    private volatile long usedAtNanos;

    private SessionRecord(Backing backing, @Nullable TicketCarrier carrier, State state) {
        this.backing = backing;
        this.carrier = carrier;
        this.creation = carrier == null ? null : new ReentrantLock();
        this.state = state;
    }

    /** A new session. */
    static SessionRecord create(Backing backing) {
        SessionRecord record = new SessionRecord(backing, null, State.none());
        record.create(List.of());
        return record;
    }

    /** The session of a ticket, if it has one; with a carrier, a session that will be created if it has none. */
    static SessionRecord of(Backing backing, Optional<Ticket> ticket, @Nullable TicketCarrier carrier) {
        State state =
                ticket.map(sent -> new State(Phase.UNPROVEN, sent.id(), sent)).orElseGet(State::none);
        return new SessionRecord(backing, carrier, state);
    }

    /** The session of an id that needs no proof. */
    static SessionRecord trusted(Backing backing, String id) {
        return new SessionRecord(backing, null, new State(Phase.LIVE, id, null));
    }

    String id() {
        return state.id();
    }

    String ticket() {
        Ticket ticket = state.ticket();
        if (ticket == null) {
            throw new IllegalStateException(
                    "this handle has no ticket: it was found by its id, or there is no session");
        }
        return ticket.text();
    }

    /** What is kept of the session's values. */
    HotSession hot() {
        HotSession kept = hot;
        if (kept == null || kept.isLetGo()) {
            State now = state;
            kept = isMet(now) ? backing.hot().of(now.id()) : HotSession.NONE;
            hot = kept;
        }
        kept.use();
        return kept;
    }

    /** Whether there may be a session. */
    private static boolean isMet(State now) {
        return now.phase() == Phase.LIVE || now.phase() == Phase.UNPROVEN;
    }

    /** Whether the ticket needs no question now, since it was proven a moment ago. */
    boolean isProven(HotSession kept) {
        State now = state;
        if (!isProofDue(now)) {
            return now.phase() == Phase.LIVE;
        }
        Ticket ticket = now.ticket();
        return now.phase() == Phase.UNPROVEN
                && ticket != null
                && backing.lifetimes().idleTimeout().isEmpty()
                && new ProofCheck(backing.hot(), kept).isFresh(ticket)
                && STATE.compareAndSet(this, now, now.in(Phase.LIVE));
    }

    /** One entry per want, perhaps more; empty where the session is over. */
    Optional<Slice> read(List<Want> wants) {
        State now = state;
        if (!isMet(now)) {
            return Optional.empty();
        }
        if (isProofDue(now)) {
            return readWithProof(now, wants);
        }
        Optional<Slice> slice = backing.store().read(now.id(), wants);
        if (slice.isEmpty()) {
            leave(now);
        }
        return slice;
    }

    private Optional<Slice> readWithProof(State now, List<Want> wants) {
        ProofCheck check = new ProofCheck(backing.hot(), hot());
        Optional<Slice> slice = backing.store().read(now.id(), with(check.want(), wants));
        if (slice.isEmpty()) {
            leave(now);
            return slice;
        }
        Found proof = slice.get().values().get(wants.size());
        Ticket inQuestion = now.phase() == Phase.UNPROVEN ? now.ticket() : null;
        if (!check.passes(inQuestion, proof, slice.get().remaining())) {
            STATE.compareAndSet(this, now, over(now));
            return Optional.empty();
        }
        STATE.compareAndSet(this, now, now.in(Phase.LIVE));
        return use(slice.get(), proof.remaining());
    }

    /** The proof comes last. For few wants without a list that grows: this runs for each request. */
    private static List<Want> with(Want proof, List<Want> wants) {
        if (wants.size() <= 1) {
            return wants.isEmpty() ? List.of(proof) : List.of(wants.get(0), proof);
        }
        List<Want> all = new ArrayList<>(wants);
        all.add(proof);
        return all;
    }

    /** As {@link #read}, for a caller who is going to write: where no write could succeed, that is said now. */
    Optional<Slice> readToWrite(List<Want> wants) {
        Optional<Slice> slice = read(wants);
        if (slice.isEmpty() && !(state.phase() == Phase.NONE && carrier != null)) {
            throw ended();
        }
        return slice;
    }

    private boolean isProofDue(State now) {
        return now.phase() == Phase.UNPROVEN
                || (backing.lifetimes().idleTimeout().isPresent()
                        && (!used || backing.lifetimes().isUseDue(System.nanoTime() - usedAtNanos)));
    }

    private Optional<Slice> use(Slice slice, Duration lifetimeLeft) {
        Lifetimes lifetimes = backing.lifetimes();
        if (lifetimes.idleTimeout().isEmpty()) {
            return Optional.of(slice);
        }
        usedAtNanos = System.nanoTime();
        used = true;
        Duration afterUse = lifetimes.afterUse(lifetimeLeft);
        if (!lifetimes.isWorthTelling(slice.remaining(), afterUse)) {
            return Optional.of(slice);
        }
        State now = state;
        if (!backing.store().extend(now.id(), afterUse)) {
            leave(now);
            return Optional.empty();
        }
        return Optional.of(new Slice(afterUse, slice.values()));
    }

    /** There is no such session: what was met is over for good, what was not may make room for a new session. */
    private void leave(State now) {
        backing.hot().forget(now.id());
        STATE.compareAndSet(this, now, over(now));
    }

    private static State over(State now) {
        return now.phase() == Phase.LIVE ? now.in(Phase.OVER) : State.none();
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
        WriteResult result = backing.store().write(now.id(), changes);
        if (result.outcome() == Outcome.GONE) {
            leave(now);
            throw ended();
        }
        if (result.outcome() == Outcome.APPLIED) {
            backing.hot().outdated(now.id(), changes, result.version());
        }
        return result;
    }

    private State proven() {
        if (isProofDue(state)) {
            read(List.of());
        }
        return state;
    }

    static SessionEndedException ended() {
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
        return inTurn(() -> {
            if (state.phase() != Phase.NONE) {
                return false;
            }
            newTickets.checkOpen();
            carryOrUndo(create(first), newTickets);
            return true;
        });
    }

    /** Where a first write may create the session, its end waits for that, and the other way round. */
    private <T> T inTurn(Supplier<T> step) {
        if (creation == null) {
            return step.get();
        }
        creation.lock();
        try {
            return step.get();
        } finally {
            creation.unlock();
        }
    }

    /** A session whose ticket reaches nobody is not left behind. */
    private void carryOrUndo(Ticket ticket, TicketCarrier newTickets) {
        try {
            newTickets.carry(ticket.text());
        } catch (RuntimeException e) {
            backing.end(ticket.id());
            state = State.none();
            throw e;
        }
    }

    private Ticket create(List<Change> first) {
        Ticket ticket = Ticket.create();
        Lifetimes lifetimes = backing.lifetimes();
        List<Change> all = new ArrayList<>(first);
        all.add(
                lifetimes.idleTimeout().isPresent()
                        ? Change.put(ProofCheck.PROOF, ticket.proof(), lifetimes.lifetime())
                        : Change.put(ProofCheck.PROOF, ticket.proof()));
        if (!backing.store().create(ticket.id(), lifetimes.afterUse(lifetimes.lifetime()), all)) {
            throw new IllegalStateException("the store says that an id of 128 random bits is taken");
        }
        backing.journal().created();
        state = new State(Phase.LIVE, ticket.id(), ticket);
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
        now = state;
        if (now.phase() != Phase.LIVE) {
            throw ended();
        }
        Ticket next = Ticket.forSession(now.id());
        write(List.of(Change.replace(ProofCheck.PROOF, next.proof())));
        state = new State(Phase.LIVE, next.id(), next);
        if (carrier != null) {
            carrier.carry(next.text());
        }
        return next.text();
    }

    /** Makes the session an owner's. Where there is none yet, it is created first: the list names live sessions. */
    void belongsTo(Owner owner) {
        State now = proven();
        if (now.phase() == Phase.NONE && carrier != null) {
            createOnce(List.of(), carrier);
        } else if (now.phase() != Phase.LIVE) {
            throw ended();
        }
        new OwnerList(backing, owner).add(this);
    }

    /** How many other sessions of the same owner it has ended. */
    int endOthers() {
        return readToWrite(List.of(Want.of(Owner.NAME)))
                .flatMap(slice -> Owner.of(slice.values().get(0)))
                .map(owner -> new OwnerList(backing, owner).end(other -> !other.equals(id())))
                .orElse(0);
    }

    Set<String> names() {
        State now = proven();
        if (now.phase() != Phase.LIVE) {
            return Set.of();
        }
        return backing.store().names(now.id()).stream()
                .filter(name -> !name.startsWith("@"))
                .collect(Collectors.toUnmodifiableSet());
    }

    void end() {
        inTurn(() -> {
            State now = proven();
            if (now.phase() == Phase.LIVE) {
                backing.end(now.id());
            }
            state = now.in(Phase.OVER);
            return now;
        });
        if (carrier != null) {
            carrier.drop();
        }
    }

    /** The time that a value gets of its own. */
    Optional<Duration> ownTime(Duration timeToLive) {
        return backing.lifetimes().own(timeToLive);
    }

    /** What is one and the same for all handles on a session; before there is one, for this handle alone. */
    Object identity() {
        State now = state;
        return now.phase() == Phase.NONE ? this : now.id();
    }
}
