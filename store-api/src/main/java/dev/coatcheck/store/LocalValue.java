package dev.coatcheck.store;

import org.jspecify.annotations.Nullable;

/**
 * One version of a value, in the memory of this process. Whoever reads it may attach to it what it made of the bytes, and
 * finds that again with the next read. Thread-safe.
 */
public interface LocalValue {

    /** What was made of a value's bytes. */
    interface Attachment {

        /** The value was replaced, removed, or is over: nobody will find this any more. Called once, by any thread. */
        void onDetached();
    }

    /**
     * The value's bytes.
     *
     * @return a copy
     */
    byte[] bytes();

    /**
     * What is attached to the value.
     *
     * @return null where nothing is
     */
    @Nullable
    Attachment attachment();

    /**
     * Attaches something in place of what is attached, in one atomic step.
     *
     * @param expected what must be attached for that, null for nothing; it is not told
     * @param next what to attach, null for nothing
     * @return false where something else is attached, or the value was replaced, removed, or is over
     */
    boolean attach(@Nullable Attachment expected, @Nullable Attachment next);
}
