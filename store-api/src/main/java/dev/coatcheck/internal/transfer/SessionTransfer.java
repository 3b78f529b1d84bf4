package dev.coatcheck.internal.transfer;

import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.Optional;

/**
 * Carries one session at a time whole from one store to another: its values as bytes, those with reserved names too, as
 * of one moment; each value's own time, and the session's, as they are by then. It is created in the target in one step,
 * and stays in the source. Thread-safe.
 */
public final class SessionTransfer {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Each write of others that comes between takes one. */
    private static final int TURNS = 10;

    /** What became of a session. */
    public enum Outcome {
        /** The target has it now. */
        COPIED,
        /** The target has had a session of that id, and has it as it was. */
        ALREADY_THERE,
        /** The source has no live session of that id, and the target has got none. */
        OVER,
        /** It was written so often meanwhile that it could not be read as of one moment; the target has got nothing. */
        CHANGED
    }

    /**
     * What became of a session.
     *
     * @param outcome whether it was copied
     * @param bytes of its values, 0 unless it was copied
     */
    public record Result(Outcome outcome, long bytes) {}

    private final DataStore from;
    private final DataStore to;

    /**
     * From one store to another.
     *
     * @param from is only read
     * @param to gets the sessions
     */
    public SessionTransfer(DataStore from, DataStore to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Carries a session that nobody else reads or writes meanwhile, which is the caller's concern: three round trips, two of
     * them to the source.
     */
    public Result carryHeld(String id) {
        return SessionImage.of(from, id).map(this::create).orElse(new Result(Outcome.OVER, 0));
    }

    /** Carries a session that others may write meanwhile. */
    public Result carry(String id) {
        for (int turn = 0; turn < TURNS; turn++) {
            Optional<SessionImage> image = SessionImage.of(from, id);
            if (image.isEmpty()) {
                return new Result(Outcome.OVER, 0);
            }
            if (image.get().isStillIn(from)) {
                return create(image.get());
            }
        }
        return new Result(Outcome.CHANGED, 0);
    }

    private Result create(SessionImage image) {
        long age = System.nanoTime() - image.readAt();
        Duration remaining = image.remainingAfter(age);
        if (!isLiving(remaining)) {
            return new Result(Outcome.OVER, 0);
        }
        return to.create(image.id(), remaining, image.valuesAfter(age))
                ? new Result(Outcome.COPIED, image.bytes())
                : new Result(Outcome.ALREADY_THERE, 0);
    }

    /** Whether it is a time that a store takes. */
    static boolean isLiving(Duration remaining) {
        return remaining.compareTo(SHORTEST) >= 0;
    }
}
