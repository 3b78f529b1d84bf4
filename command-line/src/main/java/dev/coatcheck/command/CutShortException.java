package dev.coatcheck.command;

import dev.coatcheck.CoatcheckException;

/** A store failed on the way. */
final class CutShortException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * On the way.
     *
     * @param howFar how far the command came, and what to do
     */
    CutShortException(String howFar, CoatcheckException cause) {
        super(howFar, cause);
    }
}
