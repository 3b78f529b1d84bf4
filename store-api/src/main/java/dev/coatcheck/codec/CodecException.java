package dev.coatcheck.codec;

/**
 * A value cannot be encoded, or bytes cannot be decoded. The message tells the place in the JSON and what kind of thing
 * was wrong there; it never holds any part of the value, and there is no cause, since a cause's message would.
 */
public final class CodecException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Reason {
        /** The JSON is larger than the limit. */
        TOO_LARGE,
        /** JSON cannot carry the value. */
        UNWRITABLE,
        /** The bytes are no value of the type. */
        UNREADABLE
    }

    /** What was wrong. */
    private final Reason reason;

    /** Where it was. */
    private final String place;

    CodecException(Reason reason, String place) {
        super(place);
        this.reason = reason;
        this.place = place;
    }

    /** Where it was; the message. */
    @Override
    public String getMessage() {
        return place;
    }

    /**
     * What was wrong.
     *
     * @return the kind of failure
     */
    public Reason reason() {
        return reason;
    }
}
