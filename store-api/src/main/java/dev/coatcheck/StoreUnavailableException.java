package dev.coatcheck;

/**
 * The store cannot be reached, or does not answer in time. If the call was a write, it may or may not have been made.
 */
public final class StoreUnavailableException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /**
     * Says what went wrong, and why.
     *
     * @param message what was wrong and what would be right, without secrets
     * @param cause an exception whose message holds no secret either
     */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
