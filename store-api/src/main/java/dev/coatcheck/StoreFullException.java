package dev.coatcheck;

/** The store has no room for the values to be written. Nothing was written, and reads still work. */
public final class StoreFullException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public StoreFullException(String message) {
        super(message);
    }
}
