package dev.coatcheck;

/**
 * The base of all exceptions but those for misuse of the API. No message holds a ticket, a secret, a value or a
 * password.
 */
public abstract class CoatcheckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CoatcheckException(String message) {
        super(message);
    }

    CoatcheckException(String message, Throwable cause) {
        super(message, cause);
    }
}
