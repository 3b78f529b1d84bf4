package dev.coatcheck.store;

/**
 * What became of a write.
 *
 * @param outcome whether it was applied
 * @param version the write's version, which every value that it put has now; where it only removed, it is higher than
 *     any before it all the same. 0 unless applied
 * @param removed how many values it took away that were there
 */
public record WriteResult(Outcome outcome, long version, int removed) {
    /** What became of a write. */
    public enum Outcome {
        /** Every change was made. */
        APPLIED,
        /** A value did not have its expected version; nothing was changed. */
        CONFLICT,
        /** The session is over; nothing was changed. */
        GONE
    }

    /** A write that met another version than it expected. */
    public static final WriteResult CONFLICT = new WriteResult(Outcome.CONFLICT, 0, 0);

    /** A write to a session that is over. */
    public static final WriteResult GONE = new WriteResult(Outcome.GONE, 0, 0);

    /**
     * A write whose changes were made.
     *
     * @param version the write's version
     * @param removed how many values it took away that were there
     * @return the result
     */
    public static WriteResult applied(long version, int removed) {
        return new WriteResult(Outcome.APPLIED, version, removed);
    }
}
