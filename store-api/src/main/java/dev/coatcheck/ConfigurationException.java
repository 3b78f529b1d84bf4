package dev.coatcheck;

/** The configuration cannot be used: an unknown key, an impossible value, or a missing driver. */
public final class ConfigurationException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public ConfigurationException(String message) {
        super(message);
    }

    /**
     * Says what went wrong, and why.
     *
     * @param message what was wrong and what would be right, without secrets
     * @param cause an exception whose message holds no secret either
     */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
