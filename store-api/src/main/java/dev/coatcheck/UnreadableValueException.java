package dev.coatcheck;

/** What stands under a key is not of the key's type, is damaged, or was written by something else. Other keys are not affected, and the value can be overwritten and removed. */
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
