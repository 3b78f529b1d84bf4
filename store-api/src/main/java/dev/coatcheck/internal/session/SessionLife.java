package dev.coatcheck.internal.session;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.TicketCarrier;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.session.SessionState.Ended;
import dev.coatcheck.internal.session.SessionState.Live;
import dev.coatcheck.internal.session.SessionState.None;
import dev.coatcheck.internal.session.SessionState.Unverified;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
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
    private final @Nullable LazyCreation creation;

    private SessionLife(Sessions sessions, @Nullable LazyCreation creation, SessionState first) {
        super(sessions, first);
        this.creation = creation;
    }

    /** A new session. */
    public static SessionLife create(Sessions sessions) {
        return new SessionLife(sessions, null, Live.of(sessions.create(List.of())));
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
        return new SessionLife(sessions, null, new Live(id, null));
    }

    /** The session's id, or {@code none}. */
    public String id() {
        return state().id();
    }

    /** The ticket's text. */
    public String ticket() {
        Ticket own = state().ticket();
        if (own == null) {
            throw new IllegalStateException(
                    "this handle has no ticket: it was found by its id, or there is no session");
        }
        return own.text();
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
        SessionState now = verified();
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
                    set(Live.of(creation.create(sessions, first)));
                    return true;
                });
    }

    /** The id of the live session, which is created where there is none yet. */
    String requireLive() {
        verified();
        createIfNone(List.of());
        return live(state()).id();
    }

    /** The new ticket. */
    public String renew() {
        verified();
        if (createIfNone(List.of())) {
            return ticket();
        }
        if (creation != null) {
            creation.carrier().requireSendable();
        }
        Live old = live(state());
        Ticket next = Ticket.forSession(old.id());
        write(List.of(Change.replace(TicketVerification.PROOF, HotValues.payload(next.proof()))));
        if (!compareAndSet(old, Live.of(next)) && state() instanceof Ended) {
            throw Sessions.ended();
        }
        if (creation != null) {
            creation.carrier().send(next.text());
        }
        return next.text();
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
            sessions.end(last.id());
            Owner.of(slice.get().values().get(0)).ifPresent(owner -> sessions.removeFromIndex(owner, last.id()));
        }
        set(new Ended(last.id(), last.ticket()));
        return last;
    }
}
