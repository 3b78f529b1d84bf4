package dev.coatcheck.internal.ticket;

/**
 * A ticket that was compared with what the store has, and what that says of its session.
 *
 * @param characters the ticket's text, never changed
 * @param terms of the session
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of these
record VerifiedTicket(byte[] characters, Terms terms) {
    /** What one takes of the heap, with all that it holds. */
    static final int HEAP_BYTES = 168;

    /** Without the secret. */
    @Override
    public String toString() {
        return "verified ticket";
    }
}
