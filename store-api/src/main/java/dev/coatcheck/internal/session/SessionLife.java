package dev.coatcheck.internal.session;

import dev.coatcheck.EndReason;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.TicketCarrier;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.session.SessionState.Ended;
import dev.coatcheck.internal.session.SessionState.Live;
import dev.coatcheck.internal.session.SessionState.None;
import dev.coatcheck.internal.session.SessionState.Unverified;
import dev.coatcheck.internal.ticket.Terms;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session's life, in the hands of one handle: it is read, written, given new tickets and ended and, where a new ticket
 * can be sent, created with the first write. Thread-safe.
 */
public final class SessionLife extends SessionView {
    /** Far more than others can cause: each of them needs a turn at most to be done. */
    private static final int TURNS = 1_000;

    private final @Nullable LazyCreation creation;

    private SessionLife(Sessions sessions, @Nullable LazyCreation creation, SessionState first) {
        super(sessions, first);
        this.creation = creation;
    }

    private SessionLife(SessionLife other) {
        super(other);
        this.creation = other.creation;
    }

    /** A new session. */
    public static SessionLife create(Sessions sessions) {
        return new SessionLife(sessions, null, sessions.create(List.of()));
    }

    /** The session of a ticket, if it has one; with a carrier, one that will be created if it has none. */
    public static SessionLife of(Sessions sessions, Optional<Ticket> sent, @Nullable TicketCarrier carrier) {
        return new SessionLife(
                sessions,
                carrier == null ? null : new LazyCreation(carrier),
                sent.isPresent() ? new Unverified(sent.get()) : None.NONE);
    }

    /** The session of an id that needs no ticket. */
    public static SessionLife trusted(Sessions sessions, String id) {
        return new SessionLife(sessions, null, new Live(id, null, Terms.UNKNOWN));
    }

    /** The same session in other hands, whose reads are no use of it. */
    public SessionLife peek() {
        return new SessionLife(this);
    }

    /** The session's id, or {@code none}. */
    public String id() {
        return state().id();
    }

    /** The ticket's text. */
    public String ticket() {
        return state().ticketText();
    }

    /** Whether there is no session, and the next write creates one. */
    public boolean isToBeCreated() {
        return creation != null && isNone();
    }

    /** How long the session lives; empty where it is over. */
    public Optional<Duration> remaining() {
        return read(List.of()).map(Slice::remaining);
    }

    /** As {@link #read(String, List)}, of the session that is this handle's now. */
    public Optional<Slice> read(List<Want> wants) {
        return read(id(), wants);
    }

    /** As {@link #read(String, List)}, for who is going to write: where no write could succeed, that is said now. */
    public Optional<Slice> readToWrite(String id, List<Want> wants) {
        Optional<Slice> slice = read(id, wants);
        if (slice.isEmpty()) {
            SessionState now = state();
            if (!(now instanceof Live) && (now != None.NONE || creation == null)) {
                throw Sessions.ended();
            }
        }
        return slice;
    }

    /** Applied or in conflict; never gone. */
    public WriteResult write(List<Change> changes) {
        SessionState now = verifiedToWrite();
        if (now == None.NONE && creation != null) {
            Optional<WriteResult> without = LazyCreation.resultWithout(changes);
            return without.orElseGet(() -> createIfNone(changes) ? WriteResult.applied(0, 0) : write(changes));
        }
        String id = live(now).id();
        WriteResult result;
        try {
            result = sessions.store().write(id, changes);
        } catch (StoreUnavailableException e) {
            // it may have been made, and then what is kept is out of date
            sessions.hot().ended(id);
            throw e;
        }
        if (result.outcome() == Outcome.GONE) {
            leave(now);
            throw Sessions.ended();
        }
        if (result.outcome() == Outcome.APPLIED) {
            sessions.hot().written(id, changes, result.version());
        }
        return result;
    }

    private static Live live(SessionState now) {
        if (now instanceof Live live) {
            return live;
        }
        throw Sessions.ended();
    }

    /** False where none can be created, there is one, or another thread of this handle was first. */
    private boolean createIfNone(List<Change> first) {
        return creation != null
                && creation.inTurn(() -> {
                    if (!isNone()) {
                        return false;
                    }
                    set(creation.create(sessions, first));
                    return true;
                });
    }

    /** The id of the live session, which is created where there is none yet. */
    String requireLive() {
        verifiedToWrite();
        createIfNone(List.of());
        return live(state()).id();
    }

    /** The new ticket. */
    public String renew() {
        verifiedToWrite();
        if (createIfNone(List.of())) {
            return ticket();
        }
        if (creation != null) {
            creation.carrier().requireSendable();
        }
        Ticket next = replaceProof();
        if (creation != null) {
            creation.carrier().send(next.text());
        }
        sessions.events().renewed(next.id());
        return next.text();
    }

    /** A new ticket under the session's terms, also where another handle has just changed those. */
    private Ticket replaceProof() {
        for (int turn = 0; turn < TURNS; turn++) {
            Live old = live(state());
            // whoever has created the session knows them unread
            Terms terms = turn == 0 && old.terms().isKnown()
                    ? old.terms()
                    : Terms.of(readProof(old).values().get(0));
            Ticket next = Ticket.forSession(old.id());
            Change change = Change.replace(TicketVerification.PROOF, HotValues.payload(terms.proof(next)));
            WriteResult result = write(List.of(terms.version() == 0 ? change : change.ifVersion(terms.version())));
            if (result.outcome() == Outcome.APPLIED) {
                exchange(old, Live.of(next, terms.at(result.version())));
                return next;
            }
        }
        throw changing();
    }

    /**
     * Gives the session an idle timeout of its own: first to whoever uses it from now on, then to the time that it has
     * left. If the second fails, the next use does it.
     */
    public void idleTimeout(Duration own) {
        verifiedToWrite();
        createIfNone(List.of());
        for (int turn = 0; turn < TURNS; turn++) {
            Live old = live(state());
            Slice slice = readProof(old);
            Found proof = slice.values().get(0);
            Terms terms = Terms.of(proof).withIdleTimeout(own);
            byte[] next = terms.proof(proof).orElseThrow(Sessions::ended);
            WriteResult result = write(List.of(Change.replace(TicketVerification.PROOF, HotValues.payload(next))
                    .ifVersion(proof.version())));
            if (result.outcome() == Outcome.APPLIED) {
                exchange(old, old.under(terms.at(result.version())));
                under(terms);
                Duration lifetimeLeft = proof.remaining();
                Duration remaining = sessions.expiry().under(terms).afterUse(lifetimeLeft);
                if (!sessions.setRemaining(old.id(), slice.remaining(), remaining, lifetimeLeft)) {
                    leave(old);
                    throw Sessions.ended();
                }
                return;
            }
        }
        throw changing();
    }

    private static StoreUnavailableException changing() {
        return new StoreUnavailableException("others changed the session's ticket at each of " + TURNS + " tries");
    }

    /** Where another thread of this handle has meanwhile made a ticket, it keeps that one. */
    private void exchange(Live old, Live next) {
        SessionState now;
        do {
            now = state();
            if (now instanceof Ended) {
                throw Sessions.ended();
            }
        } while (now instanceof Live live && live.ticket() == old.ticket() && !compareAndSet(now, next));
    }

    /** The proof with its bytes, in a live session. */
    private Slice readProof(Live live) {
        Optional<Slice> slice = sessions.store().read(live.id(), List.of(Want.of(TicketVerification.PROOF)));
        if (slice.isEmpty() || slice.get().values().get(0).state() == Found.State.ABSENT) {
            leave(live);
            throw Sessions.ended();
        }
        return slice.get();
    }

    /** The names of the session's values. */
    public Set<String> names() {
        if (!(verified() instanceof Live live)) {
            return Set.of();
        }
        return sessions.store().names(live.id()).stream()
                .filter(name -> !name.startsWith("@"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends the session, and removes it from its owner's index. */
    public void end() {
        if (creation == null) {
            endNow();
            return;
        }
        creation.carrier().requireEndable();
        creation.inTurn(this::endNow);
        creation.carrier().clear();
    }

    private SessionState endNow() {
        Optional<Slice> slice = read(List.of(Want.of(Owner.NAME)));
        SessionState last = state();
        if (slice.isPresent()) {
            sessions.end(last.id(), EndReason.EXPLICIT);
            Owner.of(slice.get().values().get(0)).ifPresent(owner -> sessions.removeFromIndex(owner, last.id()));
        }
        set(new Ended(last.id(), last.ticket()));
        return last;
    }
}
