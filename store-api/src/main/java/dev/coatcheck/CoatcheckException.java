package dev.coatcheck;

/** Everything that can go wrong but misuse. No message holds a ticket, a secret, a value or a password. */
public abstract class CoatcheckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CoatcheckException(String message) {
        super(message);
    }

    CoatcheckException(String message, Throwable cause) {
        super(message, cause);
    }
}
