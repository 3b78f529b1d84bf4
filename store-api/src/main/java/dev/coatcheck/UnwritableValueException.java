package dev.coatcheck;

/**
 * A value that JSON cannot carry, or that would not come back equal. Nothing was written.
 *
 * <p>Every value that is accepted comes back equal. For strings, numbers, {@code java.time}, enums, and for records,
 * lists, sets, maps and arrays of these, the type guarantees that. A value of any other type (with {@code Object}, an
 * interface or a bean in it, or with annotations that change its JSON) is read back when it is put, and compared if its
 * class defines {@code equals}; that takes a few times as long as writing it. So a {@code Long} in a {@code Map<String,
 * Object>} is refused, since it would come back as an {@code Integer}. A record whose constructor or accessor alters
 * its components is refused with the first value of its type.
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
