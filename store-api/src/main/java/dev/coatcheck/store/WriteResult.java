package dev.coatcheck.store;

/**
 * The result of a write.
 *
 * @param outcome whether it was applied
 * @param version the write's version, which is now the version of every value that it put; a write that only removes
 *     has one too. 0 unless applied
 * @param removed how many values it removed; those that were not there do not count
 */
public record WriteResult(Outcome outcome, long version, int removed) {
    /** Whether a write was applied, and why not. */
    public enum Outcome {
        /** Every change was made. */
        APPLIED,
        /** A value did not have its expected version; nothing was changed. */
        CONFLICT,
        /** The session is over; nothing was changed. */
        GONE
    }

    /** A write that found another version than it expected. */
    public static final WriteResult CONFLICT = new WriteResult(Outcome.CONFLICT, 0, 0);

    /** A write to a session that is over. */
    public static final WriteResult GONE = new WriteResult(Outcome.GONE, 0, 0);

    /**
     * A write whose changes were made.
     *
     * @param version the write's version
     * @param removed how many values it removed
     * @return the result
     */
    public static WriteResult applied(long version, int removed) {
        return new WriteResult(Outcome.APPLIED, version, removed);
    }
}
