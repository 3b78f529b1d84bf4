package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares one session at a time in two stores, by its bytes and times. Thread-safe. */
public final class SessionComparison {
    /** What two times may differ by, and what is too short to be told from what is over. */
    public static final Duration TOLERANCE = Duration.ofSeconds(5);

    /** A session that is written or ends between the looks at one store and at the other is looked at again. */
    private static final int LOOKS = 2;

    private static final Found ABSENT = Found.absent();

    /** How a session was found. */
    public enum Outcome {
        /** Both have it, alike. */
        SAME,
        /** Only the source has it. */
        MISSING,
        /** Both have it, and not alike. */
        DIFFERING,
        /** It is over, or no session: there was nothing to compare. */
        NONE
    }

    /**
     * How a session was found.
     *
     * @param outcome whether it differs
     * @param names of the values that differ
     * @param differsInTime whether the session's remaining time differs
     * @param bytes that were compared
     */
    public record Result(Outcome outcome, List<String> names, boolean differsInTime, long bytes) {
        private static Result of(Outcome outcome) {
            return new Result(outcome, List.of(), false, 0);
        }
    }

    private final DataStore from;
    private final DataStore to;

    /** Between two stores; both are only read. */
    public SessionComparison(DataStore from, DataStore to) {
        this.from = from;
        this.to = to;
    }

    /** How the target has a session of the source. */
    public Result compare(String id) {
        Result result = look(id);
        for (int i = 1; i < LOOKS && isDifferent(result); i++) {
            result = look(id);
        }
        return result;
    }

    private static boolean isDifferent(Result result) {
        return result.outcome() == Outcome.MISSING || result.outcome() == Outcome.DIFFERING;
    }

    private Result look(String id) {
        Optional<SessionImage> here = SessionImage.of(from, id, SessionTransfer.MOST_BYTES_WHOLE);
        if (here.isEmpty() || here.get().isOwnersList()) {
            return Result.of(Outcome.NONE);
        }
        Optional<SessionImage> there = SessionImage.of(to, id, SessionTransfer.MOST_BYTES_WHOLE);
        if (there.isEmpty()) {
            return Result.of(isEnding(here.get().remaining()) ? Outcome.NONE : Outcome.MISSING);
        }
        return compare(here.get(), there.get());
    }

    private Result compare(SessionImage here, SessionImage there) {
        Set<String> names = new HashSet<>(here.values().keySet());
        names.addAll(there.values().keySet());
        TreeSet<String> differing = new TreeSet<>();
        for (String name : names) {
            if (isDifferent(here, there, name)) {
                differing.add(name);
            }
        }
        here.owner()
                .filter(owner -> new OwnerIndex(to, owner).version(here.id()) == 0)
                .ifPresent(owner -> differing.add(Owner.NAME));
        boolean differsInTime = areApart(here.endOf(here.remaining()), there.endOf(there.remaining()));
        return new Result(
                differing.isEmpty() && !differsInTime ? Outcome.SAME : Outcome.DIFFERING,
                List.copyOf(differing),
                differsInTime,
                here.length());
    }

    private boolean isDifferent(SessionImage here, SessionImage there, String name) {
        Found one = here.values().getOrDefault(name, ABSENT);
        Found other = there.values().getOrDefault(name, ABSENT);
        if (one.state() == State.ABSENT || other.state() == State.ABSENT) {
            return !isEnding(one.remaining()) || !isEnding(other.remaining());
        }
        return areBytesDifferent(here.id(), name, one, other)
                || areApart(here.endOf(one.remaining()), there.endOf(other.remaining()));
    }

    /** Of a session that is too large to be held whole, one value at a time is read. */
    private boolean areBytesDifferent(String id, String name, Found one, Found other) {
        if (one.state() == State.DAMAGED || other.state() == State.DAMAGED || one.length() != other.length()) {
            return one.state() != other.state() || one.length() != other.length();
        }
        return !Arrays.equals(bytes(from, id, name, one), bytes(to, id, name, other));
    }

    private static byte[] bytes(DataStore store, String id, String name, Found found) {
        Found whole = found.state() != State.UNCHANGED
                ? found
                : store.read(id, List.of(Want.of(name)))
                        .map(slice -> slice.values().get(0))
                        .orElse(ABSENT);
        return whole.payload().bytes();
    }

    private static boolean isEnding(Duration remaining) {
        return remaining.compareTo(TOLERANCE) <= 0;
    }

    private static boolean areApart(long endNanos, long otherEndNanos) {
        return Math.abs(endNanos - otherEndNanos) > TOLERANCE.toNanos();
    }

    /** Whether only the target has a session of this id. */
    public boolean isExtra(String id) {
        return from.read(id, List.of()).isEmpty()
                && SessionImage.of(to, id, SessionTransfer.MOST_BYTES_WHOLE)
                        .filter(image -> !image.isOwnersList())
                        .isPresent();
    }
}
