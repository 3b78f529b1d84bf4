package dev.coatcheck.internal.session;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.internal.session.SessionState.Live;
import dev.coatcheck.internal.session.SessionState.None;
import dev.coatcheck.internal.session.SessionState.Unverified;
import dev.coatcheck.internal.ticket.Terms;
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
import org.jspecify.annotations.Nullable;

/**
 * What one handle sees of its session: each look at the store may change that. Verifies the ticket with the first look,
 * and keeps a session that is used from idling out. A peek sees and changes what the handle has that it is made from, but
 * its reads are no use. Thread-safe.
 */
abstract class SessionView {
    private static final AtomicReferenceFieldUpdater<SessionView, SessionState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(SessionView.class, SessionState.class, "state");

    private volatile SessionState state;
    final Sessions sessions;
    /** That of the configured timeout, until the session is known to have another. */
    private volatile IdleTimer idle;
    /** The view that has the state and the timer: this, unless this is a peek. */
    private final SessionView whole;

    SessionView(Sessions sessions, SessionState first) {
        this.sessions = sessions;
        this.idle = IdleTimer.of(sessions.expiry());
        this.state = first;
        this.whole = this;
    }

    /** A peek at what another sees. */
    SessionView(SessionView other) {
        this.sessions = other.sessions;
        this.idle = other.idle;
        this.state = None.NONE;
        this.whole = other.whole;
    }

    final SessionState state() {
        return whole.state;
    }

    final void set(SessionState next) {
        whole.state = next;
    }

    final boolean compareAndSet(SessionState expected, SessionState next) {
        return STATE.compareAndSet(whole, expected, next);
    }

    final boolean isNone() {
        return state() == None.NONE;
    }

    @SuppressWarnings("ReferenceEquality") // no two views are equal
    private boolean isPeek() {
        return whole != this;
    }

    /** Whether a read must tell the store that the session is used, or nobody knows yet under which terms it lives. */
    private boolean isDue(Live live) {
        return !isPeek() && (idle.isDue() || live.terms().isUnknown());
    }

    /** The state once the ticket is verified and the use told, for a write: that is a use, also where it is a peek's. */
    final SessionState verifiedToWrite() {
        return whole.verified();
    }

    /** The state once the ticket is verified and the use told, if a read is one. */
    final SessionState verified() {
        SessionState now = state();
        if (now instanceof Unverified || (now instanceof Live live && isDue(live))) {
            read(now.id(), List.of());
        }
        return state();
    }

    /**
     * Verifies the ticket without a question to the store, where it was verified so short a time ago that this may be.
     *
     * @return whether this is the handle of a verified session of this id now, of whose use the store need not be told
     */
    public final boolean verifyUnasked(String id) {
        SessionState now = state();
        if (now instanceof Unverified unverified && (isPeek() || !idle.isOn())) {
            Ticket ticket = unverified.ticket();
            Terms terms = new TicketVerification(sessions.hot(), id).fresh(ticket);
            return terms != null
                    && (isPeek() || terms.ownIdleTimeout() == null)
                    && compareAndSet(now, Live.of(ticket, terms));
        }
        return now instanceof Live live && live.id().equals(id) && !isDue(live);
    }

    /**
     * Reads values of the session that was this handle's when the call began.
     *
     * @param id of that session: one that another thread of the handle has created since is not read
     * @return one entry per want, perhaps more; empty where the session is over
     */
    public final Optional<Slice> read(String id, List<Want> wants) {
        Optional<Slice> slice;
        do {
            SessionState now = state();
            slice = now.id().equals(id) ? readAs(now, wants) : Optional.empty();
            // again where another thread of this handle has meanwhile renewed the ticket that was in question
        } while (slice.isEmpty() && state() instanceof Live live && live.id().equals(id));
        return slice;
    }

    private Optional<Slice> readAs(SessionState now, List<Want> wants) {
        if (now instanceof Unverified unverified) {
            return readVerifying(now, unverified.ticket(), unverified.ticket(), wants);
        }
        if (!(now instanceof Live live)) {
            return Optional.empty();
        }
        if (isDue(live)) {
            return readVerifying(live, live.ticket(), null, wants);
        }
        Optional<Slice> slice = sessions.store().read(live.id(), wants);
        if (slice.isEmpty()) {
            leave(live);
        }
        return slice;
    }

    /** A ticket in question must be the session's; where there is none, the proof must only be there. */
    private Optional<Slice> readVerifying(
            SessionState now, @Nullable Ticket own, @Nullable Ticket inQuestion, List<Want> wants) {
        IdleTimer timer = whole.idle;
        long asked = timer.now();
        TicketVerification verification = new TicketVerification(sessions.hot(), now.id());
        Optional<Slice> slice = sessions.store().read(now.id(), with(verification.want(), wants));
        if (slice.isEmpty()) {
            leave(now);
            return slice;
        }
        Found proof = slice.get().values().get(wants.size());
        Terms terms = verification.verify(inQuestion, proof, slice.get().remaining());
        if (terms == null) {
            compareAndSet(now, now.over());
            return Optional.empty();
        }
        Live live = now instanceof Live known ? known.under(terms) : new Live(now.id(), own, terms);
        compareAndSet(now, live);
        // where neither the instance nor the session has an idle timeout, only its terms were to be learnt
        boolean isUse = inQuestion != null || timer.isOn() || terms.ownIdleTimeout() != null;
        return isUse && !isPeek() ? use(live, slice, timer, asked, proof.remaining()) : slice;
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
    private Optional<Slice> use(Live live, Optional<Slice> seen, IdleTimer timer, long asked, Duration lifetimeLeft) {
        Slice slice = seen.get();
        ExpiryPolicy expiry = sessions.expiry().under(live.terms());
        if (expiry.suits(slice.remaining(), lifetimeLeft)) {
            restart(expiry, timer, asked, slice.remaining(), lifetimeLeft);
            return seen;
        }
        Duration remaining = expiry.afterUse(lifetimeLeft);
        try {
            if (!sessions.setRemaining(live.id(), slice.remaining(), remaining, lifetimeLeft)) {
                leave(live);
                return Optional.empty();
            }
        } catch (CoatcheckException e) {
            // a store that takes no writes is no reason not to read; the next read tries again
            return seen;
        }
        restart(expiry, timer, asked, remaining, lifetimeLeft);
        return Optional.of(new Slice(remaining, slice.values()));
    }

    /** A timer that was of another timeout when the store was asked cannot tell the time: the next read starts it. */
    private void restart(ExpiryPolicy expiry, IdleTimer timer, long asked, Duration remaining, Duration lifetimeLeft) {
        if (timer.under(expiry) == timer) {
            timer.restart(asked, remaining, lifetimeLeft);
        } else {
            idle = timer.under(expiry);
        }
    }

    /** The session has other terms from now on. */
    final void under(Terms terms) {
        whole.idle = whole.idle.under(sessions.expiry().under(terms));
    }

    /** There is no such session: what was met is over for good, what was not may make room for a new session. */
    final void leave(SessionState gone) {
        sessions.hot().ended(gone.id());
        compareAndSet(gone, gone.over());
    }
}
