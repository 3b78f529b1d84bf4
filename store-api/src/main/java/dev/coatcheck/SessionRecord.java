package dev.coatcheck;

import dev.coatcheck.SessionState.Ended;
import dev.coatcheck.SessionState.Live;
import dev.coatcheck.SessionState.None;
import dev.coatcheck.SessionState.Unverified;
import dev.coatcheck.store.Change;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session in the store as one handle sees it: verifies the ticket with the first call, keeps a session that is used from
 * idling out and, where there is a carrier for a new ticket, creates the session on the first write. Knows bytes, not
 * types. Thread-safe.
 */
final class SessionRecord {
    private final Backing backing;
    private final @Nullable TicketCarrier carrier;
    private final @Nullable ReentrantLock creation;
    private final AtomicReference<SessionState> state;

    /** Null where sessions do not idle out. */
    private final @Nullable LastUse lastUse;

    private SessionRecord(Backing backing, @Nullable TicketCarrier carrier, SessionState first) {
        this.backing = backing;
        this.carrier = carrier;
        this.creation = carrier == null ? null : new ReentrantLock();
        this.lastUse = backing.lifetimes().idleTimeout().map(LastUse::new).orElse(null);
        this.state = new AtomicReference<>(first);
    }

    /** A new session. */
    static SessionRecord create(Backing backing) {
        return new SessionRecord(backing, null, live(backing.create(List.of())));
    }

    /** The session of a ticket, if it has one; with a carrier, a session that will be created if it has none. */
    static SessionRecord of(Backing backing, Optional<Ticket> sent, @Nullable TicketCarrier carrier) {
        return new SessionRecord(backing, carrier, sent.isPresent() ? new Unverified(sent.get()) : None.NONE);
    }

    /** The session of an id that needs no proof. */
    static SessionRecord trusted(Backing backing, String id) {
        return new SessionRecord(backing, null, new Live(id, null));
    }

    private static Live live(Ticket ticket) {
        return new Live(ticket.id(), ticket);
    }

    String id() {
        return state.get().id();
    }

    String ticket() {
        Ticket own = state.get().ticket();
        if (own == null) {
            throw new IllegalStateException(
                    "this handle has no ticket: it was found by its id, or there is no session");
        }
        return own.text();
    }

    /** Whether the ticket needs no question now; verifies it by what is kept where that was proven a moment ago. */
    boolean verifyUnasked(String id, HotSession kept) {
        SessionState now = state.get();
        if (now instanceof Live) {
            // by now this may be the handle of another session, which a first write created
            return !isUseDue() && id.equals(now.id());
        }
        return now instanceof Unverified unverified
                && lastUse == null
                && new ProofCheck(backing.hot(), kept).isFresh(unverified.ticket())
                && state.compareAndSet(now, live(unverified.ticket()));
    }

    private boolean isUseDue() {
        return lastUse != null && lastUse.isDue();
    }

    boolean isLive() {
        return read(List.of()).isPresent();
    }

    /** One entry per want, perhaps more; empty where the session is over. */
    Optional<Slice> read(List<Want> wants) {
        while (true) {
            SessionState now = state.get();
            Optional<Slice> slice = read(now, wants);
            if (slice.isPresent() || !(now instanceof Unverified) || !(state.get() instanceof Live)) {
                return slice;
            }
            // meanwhile another thread of this handle has renewed the ticket that was in question
        }
    }

    private Optional<Slice> read(SessionState now, List<Want> wants) {
        if (now instanceof Unverified unverified) {
            return readWithProof(now, live(unverified.ticket()), unverified.ticket(), wants);
        }
        if (!(now instanceof Live live)) {
            return Optional.empty();
        }
        if (isUseDue()) {
            return readWithProof(live, live, null, wants);
        }
        Optional<Slice> slice = backing.store().read(live.id(), wants);
        if (slice.isEmpty()) {
            leave(live);
        }
        return slice;
    }

    /** A ticket in question must be the session's; where there is none, the proof must only be there. */
    private Optional<Slice> readWithProof(SessionState now, Live live, @Nullable Ticket inQuestion, List<Want> wants) {
        long asked = System.nanoTime();
        ProofCheck check = new ProofCheck(backing.hot(), backing.hot().of(now.id()));
        Optional<Slice> slice = backing.store().read(live.id(), with(check.want(), wants));
        if (slice.isEmpty()) {
            leave(now);
            return slice;
        }
        Found proof = slice.get().values().get(wants.size());
        if (!check.passes(inQuestion, proof, slice.get().remaining())) {
            state.compareAndSet(now, over(now));
            return Optional.empty();
        }
        state.compareAndSet(now, live);
        return use(live, slice.get(), asked, proof.remaining());
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

    /** A session that is used has its time set anew, where it has too little left, or too much. */
    private Optional<Slice> use(Live live, Slice slice, long asked, Duration lifetimeLeft) {
        Duration remaining = slice.remaining();
        if (!backing.lifetimes().suits(remaining, lifetimeLeft)) {
            remaining = backing.lifetimes().afterUse(lifetimeLeft);
            try {
                if (!backing.setRemaining(live.id(), slice.remaining(), remaining, lifetimeLeft)) {
                    leave(live);
                    return Optional.empty();
                }
            } catch (CoatcheckException e) {
                // a store that takes no writes is no reason not to read; the next read tries again
                return Optional.of(slice);
            }
        }
        if (lastUse != null) {
            lastUse.used(asked, remaining, lifetimeLeft);
        }
        return Optional.of(new Slice(remaining, slice.values()));
    }

    /**
     * As {@link #read}, for a caller who is going to write: where no write could succeed, that is said now. Empty where a
     * write will create the session.
     */
    Optional<Slice> readToWrite(List<Want> wants) {
        while (true) {
            SessionState now = state.get();
            Optional<Slice> slice = read(now, wants);
            if (slice.isPresent() || isToBeCreated()) {
                return slice;
            }
            if (!(state.get() instanceof Live next) || next.equals(now)) {
                throw ended();
            }
            // meanwhile another thread of this handle has created a session, or found this one
        }
    }

    private boolean isToBeCreated() {
        return state.get() == None.NONE && carrier != null;
    }

    /** There is no such session: what was met is over for good, what was not may make room for a new session. */
    private void leave(SessionState gone) {
        backing.hot().forget(gone.id());
        state.compareAndSet(gone, over(gone));
    }

    private static SessionState over(SessionState last) {
        return last instanceof Unverified ? None.NONE : Ended.of(last);
    }

    /** Applied or in conflict; never gone. */
    WriteResult write(List<Change> changes) {
        SessionState now = verified();
        if (now == None.NONE && carrier != null) {
            return createWith(changes, carrier);
        }
        if (!(now instanceof Live)) {
            throw ended();
        }
        WriteResult result;
        try {
            result = backing.store().write(now.id(), changes);
        } catch (StoreUnavailableException e) {
            // it may have been made, and then what is kept is out of date
            backing.hot().forget(now.id());
            throw e;
        }
        if (result.outcome() == Outcome.GONE) {
            leave(now);
            throw ended();
        }
        if (result.outcome() == Outcome.APPLIED) {
            backing.hot().outdated(now.id(), changes, result.version());
        }
        return result;
    }

    /** The state once the ticket is verified and the use told. */
    private SessionState verified() {
        SessionState now = state.get();
        if (now instanceof Unverified || (now instanceof Live && isUseDue())) {
            read(now, List.of());
        }
        return state.get();
    }

    static SessionEndedException ended() {
        return new SessionEndedException("the session is over, or never was; nothing was written");
    }

    private WriteResult createWith(List<Change> changes, TicketCarrier newTickets) {
        if (changes.stream().anyMatch(change -> change.expectedVersion() > 0)) {
            return WriteResult.CONFLICT;
        }
        List<Change> puts =
                changes.stream().filter(change -> change.payload().isPresent()).toList();
        if (puts.isEmpty()) {
            return WriteResult.applied(0, 0);
        }
        return createOnce(puts, newTickets) ? WriteResult.applied(0, 0) : write(changes);
    }

    /** False where another thread of this handle was first. */
    private boolean createOnce(List<Change> first, TicketCarrier newTickets) {
        return inTurn(() -> {
            if (state.get() != None.NONE) {
                return false;
            }
            state.set(live(backing.create(first, newTickets)));
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

    /** The new ticket. */
    String renew() {
        if (verified() == None.NONE && carrier != null && createOnce(List.of(), carrier)) {
            return ticket();
        }
        if (carrier != null) {
            carrier.requireSendable();
        }
        if (!(state.get() instanceof Live old)) {
            throw ended();
        }
        Ticket next = Ticket.forSession(old.id());
        write(List.of(Change.replace(ProofCheck.PROOF, HotValues.payload(next.proof()))));
        if (!state.compareAndSet(old, new Live(old.id(), next)) && state.get() instanceof Ended) {
            throw ended();
        }
        if (carrier != null) {
            carrier.send(next.text());
        }
        return next.text();
    }

    /** Makes the session an owner's. Where there is none yet, it is created first: the list names live sessions. */
    void belongsTo(Owner owner) {
        if (verified() == None.NONE && carrier != null) {
            createOnce(List.of(), carrier);
        }
        if (!(state.get() instanceof Live)) {
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
        if (!(verified() instanceof Live live)) {
            return Set.of();
        }
        return backing.store().names(live.id()).stream()
                .filter(name -> !name.startsWith("@"))
                .collect(Collectors.toUnmodifiableSet());
    }

    void end() {
        if (carrier != null) {
            carrier.requireEndable();
        }
        inTurn(() -> {
            Optional<Slice> slice = read(List.of(Want.of(Owner.NAME)));
            SessionState now = state.get();
            slice.ifPresent(live -> backing.end(now.id(), Owner.of(live.values().get(0))));
            state.set(Ended.of(now));
            return now;
        });
        if (carrier != null) {
            carrier.clear();
        }
    }

    /** The time that a value gets of its own. */
    Optional<Duration> ownTime(Duration timeToLive) {
        return backing.lifetimes().own(timeToLive);
    }

    /**
     * Does a piece of work once at a time for all handles on the session; where the session may still be to be created, for
     * all threads of this handle, which is the only one then.
     */
    <T> Optional<T> alone(Flights flights, String name, Supplier<T> work) {
        if (carrier == null) {
            return flights.first(List.of(id(), name), work);
        }
        return flights.first(
                        List.of(this, name),
                        () -> state.get() == None.NONE
                                ? Optional.of(work.get())
                                : flights.first(List.of(id(), name), work))
                .flatMap(result -> result);
    }
}
