package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.LocalValue;
import dev.coatcheck.store.SessionReader;
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
import java.util.function.Predicate;
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

    private static final AtomicReferenceFieldUpdater<SessionRecord, Phase> PHASE =
            AtomicReferenceFieldUpdater.newUpdater(SessionRecord.class, Phase.class, "phase");
    private static final AtomicReferenceFieldUpdater<SessionRecord, @Nullable SessionReader> READER =
            AtomicReferenceFieldUpdater.newUpdater(SessionRecord.class, SessionReader.class, "reader");

    private final Backing backing;
    private final @Nullable TicketCarrier carrier;
    private final @Nullable ReentrantLock creation;
    /** Written after id and ticket, and read before them: who sees a live phase sees what is live. */
    private volatile Phase phase;

    private String id;
    private @Nullable Ticket ticket;
    /** Of the session that this handle has met. */
    private volatile @Nullable SessionReader reader;

    /** Races may lose it, and cost a search. */
    private @Nullable HotSession hot;

    /** Null where sessions do not idle out. */
    private final @Nullable LastUse lastUse;

    private SessionRecord(
            Backing backing, @Nullable TicketCarrier carrier, Phase phase, String id, @Nullable Ticket ticket) {
        this.backing = backing;
        this.carrier = carrier;
        this.creation = carrier == null ? null : new ReentrantLock();
        this.lastUse = backing.lifetimes()
                .idleTimeout()
                .map(idle -> new LastUse(backing.lifetimes(), idle))
                .orElse(null);
        this.id = id;
        this.ticket = ticket;
        this.phase = phase;
    }

    /** A new session. */
    static SessionRecord create(Backing backing) {
        SessionRecord record = new SessionRecord(backing, null, Phase.NONE, NO_ID, null);
        record.become(backing.create(List.of()));
        return record;
    }

    /** The session of a ticket, if it has one; with a carrier, a session that will be created if it has none. */
    static SessionRecord of(Backing backing, Optional<Ticket> sent, @Nullable TicketCarrier carrier) {
        return sent.isPresent()
                ? new SessionRecord(backing, carrier, Phase.UNPROVEN, sent.get().id(), sent.get())
                : new SessionRecord(backing, carrier, Phase.NONE, NO_ID, null);
    }

    /** The session of an id that needs no proof. */
    static SessionRecord trusted(Backing backing, String id) {
        return new SessionRecord(backing, null, Phase.LIVE, id, null);
    }

    String id() {
        return phase == Phase.NONE ? NO_ID : id;
    }

    String ticket() {
        Phase now = phase;
        Ticket own = ticket;
        if (own == null || now == Phase.NONE) {
            throw new IllegalStateException(
                    "this handle has no ticket: it was found by its id, or there is no session");
        }
        return own.text();
    }

    /** What is kept of the session's values. */
    HotSession hot() {
        Phase now = phase;
        HotSession kept = hot;
        if (kept == null || kept.isLetGo() || !kept.isOf(id)) {
            kept = isMet(now) ? backing.hot().of(id) : HotSession.NONE;
            hot = kept;
        }
        kept.use();
        return kept;
    }

    /** Whether there may be a session. */
    private static boolean isMet(Phase now) {
        return now == Phase.LIVE || now == Phase.UNPROVEN;
    }

    /** Whether the ticket needs no question now, since it was proven a moment ago. */
    boolean isProven(HotSession kept) {
        Phase now = phase;
        if (!isProofDue(now)) {
            // by now this may be the handle of another session, which a first write created
            return now == Phase.LIVE && kept.isOf(id);
        }
        return passes(now, new ProofCheck(backing.hot(), kept)::isFresh);
    }

    /** Whether a look at what is known of the ticket may be enough: no use of the session has to be told. */
    private boolean mayPass(Phase now) {
        return now == Phase.UNPROVEN && lastUse == null;
    }

    private boolean passes(Phase now, Predicate<Ticket> isProven) {
        Ticket sent = ticket;
        return mayPass(now) && sent != null && isProven.test(sent) && PHASE.compareAndSet(this, now, Phase.LIVE);
    }

    /** Whether the ticket was proven before, in the memory of this process. */
    private boolean isProvenHere(Phase now) {
        if (!mayPass(now)) {
            return false;
        }
        SessionReader reading = reader(now);
        boolean passes = passes(now, sent -> ProofCheck.isHeld(sent, reading.local(ProofCheck.PROOF)));
        if (passes) {
            READER.lazySet(this, reading);
        }
        return passes;
    }

    /** The value under a name, if it is in the memory of this process; null where {@link #read} must be asked. */
    @Nullable
    LocalValue local(String name) {
        Phase now = phase;
        boolean isProven = isProofDue(now) ? isProvenHere(now) : now == Phase.LIVE;
        return isProven ? reader(Phase.LIVE).local(name) : null;
    }

    boolean isLive() {
        return isProvenHere(phase) || read(List.of()).isPresent();
    }

    /** One entry per want, perhaps more; empty where the session is over. */
    Optional<Slice> read(List<Want> wants) {
        Phase now = phase;
        if (!isMet(now)) {
            return Optional.empty();
        }
        if (isProofDue(now)) {
            return readWithProof(now, wants);
        }
        Optional<Slice> slice = reader(now).read(wants);
        if (slice.isEmpty()) {
            leave(now, id);
        }
        return slice;
    }

    private SessionReader reader(Phase now) {
        SessionReader known = reader;
        if (known != null) {
            return known;
        }
        SessionReader found = backing.store().reader(id);
        if (now == Phase.LIVE) {
            // this handle stays with that session
            READER.lazySet(this, found);
        }
        return found;
    }

    private Optional<Slice> readWithProof(Phase now, List<Want> wants) {
        Ticket inQuestion = now == Phase.UNPROVEN ? ticket : null;
        String asked = id;
        ProofCheck check = new ProofCheck(backing.hot(), hot());
        SessionReader reading = reader(now);
        Optional<Slice> slice = reading.read(with(check.want(), wants));
        if (slice.isEmpty()) {
            leave(now, asked);
            return slice;
        }
        Found proof = slice.get().values().get(wants.size());
        if (!check.passes(inQuestion, proof, slice.get().remaining())) {
            PHASE.compareAndSet(this, now, over(now));
            return Optional.empty();
        }
        if (PHASE.compareAndSet(this, now, Phase.LIVE)) {
            READER.lazySet(this, reading);
        }
        return use(asked, slice.get(), proof.remaining());
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
        if (slice.isEmpty() && !(phase == Phase.NONE && carrier != null)) {
            throw ended();
        }
        return slice;
    }

    private boolean isProofDue(Phase now) {
        return now == Phase.UNPROVEN || (lastUse != null && lastUse.isDue());
    }

    private Optional<Slice> use(String asked, Slice slice, Duration lifetimeLeft) {
        Optional<Duration> next = lastUse == null ? Optional.empty() : lastUse.now(slice.remaining(), lifetimeLeft);
        if (next.isEmpty()) {
            return Optional.of(slice);
        }
        if (!backing.store().extend(asked, next.get())) {
            leave(Phase.LIVE, asked);
            return Optional.empty();
        }
        return Optional.of(new Slice(next.get(), slice.values()));
    }

    /** There is no such session: what was met is over for good, what was not may make room for a new session. */
    private void leave(Phase now, String gone) {
        backing.hot().forget(gone);
        PHASE.compareAndSet(this, now, over(now));
    }

    private static Phase over(Phase now) {
        return now == Phase.LIVE ? Phase.OVER : Phase.NONE;
    }

    /** Applied or in conflict; never gone. */
    WriteResult write(List<Change> changes) {
        Phase now = proven();
        if (now == Phase.NONE && carrier != null) {
            return createWith(changes, carrier);
        }
        if (now != Phase.LIVE) {
            throw ended();
        }
        WriteResult result = backing.store().write(id, changes);
        if (result.outcome() == Outcome.GONE) {
            leave(now, id);
            throw ended();
        }
        if (result.outcome() == Outcome.APPLIED) {
            backing.hot().outdated(id, changes, result.version());
        }
        return result;
    }

    private Phase proven() {
        if (isProofDue(phase)) {
            read(List.of());
        }
        return phase;
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
            if (phase != Phase.NONE) {
                return false;
            }
            become(backing.create(first, newTickets));
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

    private void become(Ticket made) {
        id = made.id();
        ticket = made;
        phase = Phase.LIVE;
    }

    /** The new ticket. */
    String renew() {
        if (proven() == Phase.NONE && carrier != null && createOnce(List.of(), carrier)) {
            return ticket();
        }
        if (carrier != null) {
            carrier.checkOpen();
        }
        if (phase != Phase.LIVE) {
            throw ended();
        }
        Ticket next = Ticket.forSession(id);
        write(List.of(Change.replace(ProofCheck.PROOF, next.proof())));
        ticket = next;
        if (carrier != null) {
            carrier.carry(next.text());
        }
        return next.text();
    }

    /** Makes the session an owner's. Where there is none yet, it is created first: the list names live sessions. */
    void belongsTo(Owner owner) {
        Phase now = proven();
        if (now == Phase.NONE && carrier != null) {
            createOnce(List.of(), carrier);
        } else if (now != Phase.LIVE) {
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
        if (proven() != Phase.LIVE) {
            return Set.of();
        }
        return backing.store().names(id).stream()
                .filter(name -> !name.startsWith("@"))
                .collect(Collectors.toUnmodifiableSet());
    }

    void end() {
        inTurn(() -> {
            Phase now = proven();
            if (now == Phase.LIVE) {
                backing.end(id);
            } else if (now == Phase.NONE) {
                id = NO_ID;
                ticket = null;
            }
            phase = Phase.OVER;
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
        return phase == Phase.NONE ? this : id;
    }
}
