package dev.coatcheck;

/** A value that JSON cannot carry; nothing was written. */
public final class UnwritableValueException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public UnwritableValueException(String message) {
        super(message);
    }
}
