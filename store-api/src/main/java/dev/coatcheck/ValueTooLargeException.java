package dev.coatcheck;

/** A value's JSON is larger than {@code coatcheck.max-value-bytes}; nothing was written. */
public final class ValueTooLargeException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public ValueTooLargeException(String message) {
        super(message);
    }
}
