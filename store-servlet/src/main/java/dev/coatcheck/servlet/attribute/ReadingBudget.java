package dev.coatcheck.servlet.attribute;

import java.io.InvalidClassException;

/** How deep one stream may go, and how much it may take to read it. */
final class ReadingBudget {
    /** In steps: a hash code of one object, or the comparison of two. */
    static final long MOST = 20_000_000;
    /** Reading takes some two kilobytes of stack for each, of the megabyte that containers' threads have. */
    private static final int DEEPEST = 300;

    private long spent;
    private int depth;

    void enter() throws InvalidClassException {
        requireDepth(++depth);
    }

    void leave() {
        depth--;
    }

    void requireDepth(int levels) throws InvalidClassException {
        if (levels > DEEPEST) {
            throw new InvalidClassException("REJECTED, as it is nested more than " + DEEPEST + " deep");
        }
    }

    void spend(long steps) throws InvalidClassException {
        spent += steps;
        if (spent >= MOST) {
            throw new InvalidClassException("REJECTED, as the sets and maps in it would take too long to read");
        }
    }
}
