package dev.coatcheck;

/**
 * The value under a key is of another type than the key, is damaged, or was written by another program. Other keys are
 * not affected, and the value can be overwritten and removed.
 */
public final class UnreadableValueException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public UnreadableValueException(String message) {
        super(message);
    }
}
