package dev.coatcheck;

/** A write to a session that is over, or that never was. */
public final class SessionEndedException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public SessionEndedException(String message) {
        super(message);
    }
}
