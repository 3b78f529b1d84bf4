package dev.coatcheck.internal.session;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.internal.session.SessionState.Live;
import dev.coatcheck.internal.session.SessionState.None;
import dev.coatcheck.internal.session.SessionState.Unverified;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one handle sees of its session: each look at the store may change that. Verifies the ticket with the first look,
 * and keeps a session that is used from idling out. Thread-safe.
 */
final class SessionView {
    private static final AtomicReferenceFieldUpdater<SessionView, SessionState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(SessionView.class, SessionState.class, "state");

    private volatile SessionState state;
    private final Sessions sessions;
    private final IdleTimer idle;

    SessionView(Sessions sessions, SessionState first) {
        this.sessions = sessions;
        this.idle = IdleTimer.of(sessions.expiry());
        this.state = first;
    }

    SessionState state() {
        return state;
    }

    void set(SessionState next) {
        state = next;
    }

    boolean compareAndSet(SessionState expected, SessionState next) {
        return STATE.compareAndSet(this, expected, next);
    }

    boolean isNone() {
        return state == None.NONE;
    }

    /** The state once the ticket is verified and the use told. */
    SessionState verified() {
        SessionState now = state;
        if (now instanceof Unverified || (now instanceof Live && idle.isDue())) {
            read(id -> List.of(), none -> {});
        }
        return state;
    }

    /** As {@link SessionLife#verifyUnasked}. */
    boolean verifyUnasked(String id) {
        SessionState now = state;
        if (now instanceof Unverified unverified && !idle.isOn()) {
            Ticket ticket = unverified.ticket();
            return new TicketVerification(sessions.hot(), id).isFresh(ticket) && compareAndSet(now, Live.of(ticket));
        }
        return now instanceof Live && now.id().equals(id) && !idle.isDue();
    }

    /** The question gives the wants for an id. One entry per want, perhaps more; empty, and said to the other, where there is no live session. */
    Optional<Slice> read(Function<String, List<Want>> question, Consumer<SessionState> whenNone) {
        while (true) {
            SessionState now = state;
            Optional<Slice> slice = readAs(now, question.apply(now.id()));
            if (slice.isPresent()) {
                return slice;
            }
            SessionState next = state;
            if (!(next instanceof Live)) {
                whenNone.accept(next);
                return slice;
            }
            // meanwhile another thread of this handle has created a session, or renewed the ticket that was in question
        }
    }

    private Optional<Slice> readAs(SessionState now, List<Want> wants) {
        if (now instanceof Unverified unverified) {
            return readVerifying(now, Live.of(unverified.ticket()), unverified.ticket(), wants);
        }
        if (!(now instanceof Live live)) {
            return Optional.empty();
        }
        if (idle.isDue()) {
            return readVerifying(live, live, null, wants);
        }
        Optional<Slice> slice = sessions.store().read(live.id(), wants);
        if (slice.isEmpty()) {
            leave(live);
        }
        return slice;
    }

    /** A ticket in question must be the session's; where there is none, the proof must only be there. */
    private Optional<Slice> readVerifying(SessionState now, Live live, @Nullable Ticket inQuestion, List<Want> wants) {
        long asked = idle.now();
        TicketVerification verification = new TicketVerification(sessions.hot(), live.id());
        Optional<Slice> slice = sessions.store().read(live.id(), with(verification.want(), wants));
        if (slice.isEmpty()) {
            leave(now);
            return slice;
        }
        Found proof = slice.get().values().get(wants.size());
        if (!verification.verify(inQuestion, proof, slice.get().remaining())) {
            compareAndSet(now, now.over());
            return Optional.empty();
        }
        compareAndSet(now, live);
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

    /** A session that is used has its time set anew, where it has too little left, or too much: by another's timeout, too. */
    private Optional<Slice> use(Live live, Slice slice, long asked, Duration lifetimeLeft) {
        Duration remaining = slice.remaining();
        if (!sessions.expiry().suits(remaining, lifetimeLeft)) {
            remaining = sessions.expiry().afterUse(lifetimeLeft);
            try {
                if (!sessions.setRemaining(live.id(), slice.remaining(), remaining, lifetimeLeft)) {
                    leave(live);
                    return Optional.empty();
                }
            } catch (CoatcheckException e) {
                // a store that takes no writes is no reason not to read; the next read tries again
                return Optional.of(slice);
            }
        }
        idle.restart(asked, remaining, lifetimeLeft);
        return Optional.of(new Slice(remaining, slice.values()));
    }

    /** There is no such session: what was met is over for good, what was not may make room for a new session. */
    void leave(SessionState gone) {
        sessions.hot().ended(gone.id());
        compareAndSet(gone, gone.over());
    }
}
