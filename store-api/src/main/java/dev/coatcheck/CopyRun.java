package dev.coatcheck;

import dev.coatcheck.SessionCopy.Report;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.transfer.SessionTransfer;
import dev.coatcheck.internal.transfer.SessionTransfer.Outcome;
import dev.coatcheck.internal.transfer.SessionTransfer.Result;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a copy. */
final class CopyRun {
    private static final Duration PROBE_LIFETIME = Duration.ofSeconds(10);

    private final DataStore from;
    private final DataStore to;
    private final SessionWalk walk;
    private final SessionTransfer transfer;
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

    CopyRun(DataStore from, DataStore to, SessionWalk walk) {
        this.from = from;
        this.to = to;
        this.walk = walk;
        this.transfer = new SessionTransfer(from, to);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    Report run() {
        boolean complete;
        try {
            complete = walk.over(from, this::requireDifferent, this::copy);
        } catch (StoreUnavailableException e) {
            throw new StoreUnavailableException(stopped(e), e);
        } catch (StoreFullException e) {
            StoreFullException told = new StoreFullException(stopped(e));
            told.initCause(e);
            throw told;
        }
        walk.tell();
        return report(!complete);
    }

    /** Two objects may stand for one store: what is put in one is then seen in the other. */
    private void requireDifferent() {
        String probe = Ticket.create().id();
        if (!to.create(probe, PROBE_LIFETIME, List.of())) {
            return;
        }
        boolean same;
        try {
            same = from.read(probe, List.of()).isPresent();
        } finally {
            to.delete(probe);
        }
        if (same) {
            throw new IllegalArgumentException(
                    "a store is copied to another one, and these are the same: what is put in one is seen in the other");
        }
    }

    private long copy(String id, Supplier<@Nullable String> more) {
        return transfer.carry(id, more).stream().mapToLong(this::count).sum();
    }

    private long count(Result result) {
        count(result.outcome()).increment();
        if (result.outcome() != Outcome.OWNERS_LIST) {
            walk.gauge().done(result.bytes());
        }
        return result.bytes();
    }

    private LongAdder count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, new LongAdder());
    }

    private Report report(boolean interrupted) {
        return new Report(
                count(Outcome.COPIED).sum(),
                count(Outcome.ALREADY_THERE).sum(),
                count(Outcome.OVER).sum(),
                count(Outcome.CHANGED).sum(),
                walk.gauge().bytes(),
                walk.gauge().elapsed(),
                interrupted);
    }

    private String stopped(CoatcheckException reason) {
        Report done = report(true);
        return "the copy stopped: " + reason.getMessage() + "; by then " + done.copied() + " sessions were copied, "
                + done.alreadyThere() + " were there already and " + done.ended()
                + " had ended; run again, it copies the rest";
    }
}
