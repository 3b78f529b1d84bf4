package dev.coatcheck.servlet.attribute;

import org.jspecify.annotations.Nullable;

/**
 * An attribute as a request has read or set it.
 *
 * @param value null where there is none, or what stands there cannot be read
 * @param isThere whether anything stands there
 * @param stored what it looks like in the store, for comparison; null where that was not kept, as nothing in it can
 *     change, or there is nothing
 * @param isToBeWritten whether it stands there in another form than it should
 */
public record Held(
        @Nullable Object value, boolean isThere, @Nullable Object stored, boolean isToBeWritten) {
    /** Nothing stands there. */
    public static final Held ABSENT = new Held(null, false, null, false);

    /** What cannot be read stands there. */
    static final Held LOST = new Held(null, true, null, false);
}
