package dev.coatcheck;

/**
 * A value that JSON cannot carry, or that would come back as another; nothing was written.
 *
 * <p>What comes back is equal to what was put. For strings, numbers, {@code java.time}, enums, and records, lists, sets,
 * maps and arrays of such that follows from their structure. A value of any other type (one with {@code Object},
 * an interface or a bean in it, or with annotations that change its JSON) is read back when it is put, which takes a few
 * times as long as to write it, and compared where its class defines equality: a {@code Long} in a
 * {@code Map<String, Object>} would come back as an {@code Integer} and is refused. So is a record whose constructor or
 * accessor alters what it is given, with the first value of its type.
 */
public final class UnwritableValueException extends CoatcheckException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what was wrong and what would be right, without secrets
     */
    public UnwritableValueException(String message) {
        super(message);
    }
}
